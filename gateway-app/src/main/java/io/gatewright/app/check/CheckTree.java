package io.gatewright.app.check;

import io.gatewright.app.output.StatusTree;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.report.ObjectReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An analysis as maps and lists, to be written as JSON or YAML. The names are part of the interface. */
public final class CheckTree {
    private CheckTree() {}

    /** {@code objects} with their statuses, {@code findings} with their places, and the numbers of both severities. */
    public static Map<String, Object> of(Analysis analysis) {
        List<Object> objects = new ArrayList<>();
        for (ObjectReport report : analysis.report().objects().values()) {
            ObjectRef ref = report.object();
            Map<String, Object> one = ref(ref);
            analysis.declared().locate(ref, "").ifPresent(at -> one.put("at", at.toString()));
            one.put("status", StatusTree.of(report));
            objects.add(one);
        }
        List<Object> findings = new ArrayList<>();
        for (Remark remark : analysis.remarks()) {
            findings.add(finding(remark));
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("objects", objects);
        tree.put("findings", findings);
        tree.put("errors", analysis.errors());
        tree.put("warnings", analysis.warnings());
        return tree;
    }

    private static Map<String, Object> finding(Remark remark) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("severity", remark.severity().word());
        one.put("rule", remark.rule());
        remark.at().ifPresent(at -> {
            one.put("file", at.file());
            one.put("line", at.line());
            one.put("column", at.column());
        });
        remark.object().ifPresent(ref -> one.put("object", ref(ref)));
        if (!remark.field().isEmpty()) {
            one.put("field", remark.field());
        }
        one.put("message", remark.message());
        return one;
    }

    private static Map<String, Object> ref(ObjectRef ref) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("group", ref.group());
        tree.put("kind", ref.kind());
        if (!ref.namespace().isEmpty()) {
            tree.put("namespace", ref.namespace());
        }
        tree.put("name", ref.name());
        return tree;
    }
}
