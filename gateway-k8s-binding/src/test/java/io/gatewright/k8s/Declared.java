package io.gatewright.k8s;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import java.util.List;

/** Objects from YAML, as tests write them. */
public final class Declared {
    private Declared() {}

    /** What the documents declare; fails on any problem but broken rules between fields. */
    public static List<ApiObject> objects(String... yaml) {
        Reading reading = new ModelReader().read("test.yaml", String.join("\n---\n", yaml), Strictness.ADMITTED);
        if (reading.hasErrors()) {
            throw new AssertionError(reading.allProblems().toString());
        }
        return reading.values();
    }

    /** The one object of a document. */
    public static ApiObject object(String yaml) {
        List<ApiObject> objects = objects(yaml);
        if (objects.size() != 1) {
            throw new AssertionError(objects.toString());
        }
        return objects.get(0);
    }

    /** The same, of a type. */
    public static <T extends ApiObject> T object(Class<T> type, String yaml) {
        return type.cast(object(yaml));
    }
}
