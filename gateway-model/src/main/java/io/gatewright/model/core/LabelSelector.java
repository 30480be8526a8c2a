package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import org.immutables.value.Value;

/** Selects objects by labels (meta/v1). All parts must hold; the empty selector selects everything. */
@Value.Immutable
@JsonDeserialize(as = ImmutableLabelSelector.class)
public interface LabelSelector {
    /** Labels that must be there with exactly this value. */
    Map<String, String> matchLabels();

    /** Further conditions. */
    List<LabelSelectorRequirement> matchExpressions();

    /** Expressions with an unknown operator, or with values where none belong or none where some belong. */
    default List<LabelSelectorRequirement> malformed() {
        return matchExpressions().stream().filter(e -> !e.wellFormed()).toList();
    }

    /** Whether an object with these labels is selected. A selector with a {@link #malformed()} part selects nothing. */
    default boolean matches(Map<String, String> labels) {
        return matchLabels().entrySet().stream().allMatch(e -> e.getValue().equals(labels.get(e.getKey())))
                && matchExpressions().stream().allMatch(e -> e.matches(labels));
    }
}
