package io.gatewright.model.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;

/**
 * A tree that does not fit the type of a value, although validation had nothing against it. The message does not quote
 * the offending text, because the object may be a Secret.
 */
public final class UnreadableTree extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    private UnreadableTree(String field, String message) {
        super(message);
        this.field = field;
    }

    static UnreadableTree of(JsonProcessingException cause) {
        StringBuilder field = new StringBuilder();
        if (cause instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                if (step.getFieldName() == null) {
                    field.append('[').append(step.getIndex()).append(']');
                } else {
                    field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
                }
            }
        }
        return new UnreadableTree(field.toString(), (field.isEmpty() ? "" : "`" + field + "`: ") + reason(cause));
    }

    private static String reason(JsonProcessingException cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        if (root instanceof IllegalArgumentException && message != null) {
            return message; // of our own parsing values, which quote no secret
        }
        if (root instanceof IllegalStateException && message != null) {
            return "missing " + message.substring(message.indexOf('[') + 1).replace("]", ""); // of a generated builder
        }
        return "value has the wrong type";
    }

    /** Path of the field, {@code spec.rules[0].name}; empty for the whole object. */
    public String field() {
        return field;
    }
}
