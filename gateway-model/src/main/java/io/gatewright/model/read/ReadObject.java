package io.gatewright.model.read;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.name.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * One object of a text: who it is, its value unless something about it is an error, and what is wrong.
 *
 * @param ref known even when the value is not
 * @param value absent when a problem is an error
 * @param problems in the order of the text
 * @param source where its fields stand
 */
public record ReadObject(ObjectRef ref, Optional<ApiObject> value, List<Problem> problems, SourceMap source) {
    public ReadObject {
        problems = List.copyOf(problems);
    }
}
