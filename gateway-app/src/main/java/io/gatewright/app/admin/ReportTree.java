package io.gatewright.app.admin;

import io.gatewright.app.output.StatusTree;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reports as a tree. */
public final class ReportTree {
    private ReportTree() {}

    /**
     * All objects of a report.
     *
     * @param places where an object was declared; empty text if that is not known
     */
    public static List<Object> of(Report report, Function<ObjectRef, String> places) {
        List<Object> objects = new ArrayList<>();
        report.objects().forEach((ref, object) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", ref.kind());
            one.put("name", ref.namespacedName());
            String place = places.apply(ref);
            if (!place.isEmpty()) {
                one.put("at", place);
            }
            one.put("status", StatusTree.of(object));
            objects.add(one);
        });
        return objects;
    }
}
