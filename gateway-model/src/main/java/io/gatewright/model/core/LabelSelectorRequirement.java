package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import org.immutables.value.Value;

/** One expression of a {@link LabelSelector}. */
@Value.Immutable
@JsonDeserialize(as = ImmutableLabelSelectorRequirement.class)
public interface LabelSelectorRequirement {
    // values of operator()
    String IN = "In";
    String NOT_IN = "NotIn";
    String EXISTS = "Exists";
    String DOES_NOT_EXIST = "DoesNotExist";

    /** The label. */
    String key();

    /** One of the constants; another text can be read, and then the selector selects nothing. */
    String operator();

    /** For In and NotIn at least one, for the others none. */
    List<String> values();

    /** Whether the API server would accept this expression: a known operator with values where it needs them. */
    default boolean wellFormed() {
        return switch (operator()) {
            case IN, NOT_IN -> !values().isEmpty();
            case EXISTS, DOES_NOT_EXIST -> values().isEmpty();
            default -> false;
        };
    }

    /** Whether an object with these labels satisfies the expression. A malformed expression is satisfied by none. */
    default boolean matches(Map<String, String> labels) {
        String label = labels.get(key());
        return wellFormed()
                && switch (operator()) {
                    case IN -> label != null && values().contains(label);
                    case NOT_IN -> label == null || !values().contains(label);
                    case EXISTS -> label != null;
                    default -> label == null;
                };
    }
}
