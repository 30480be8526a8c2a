package io.gatewright.model.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {

    private static LabelSelectorRequirement expression(String operator, String... values) {
        return ImmutableLabelSelectorRequirement.builder()
                .key("team")
                .operator(operator)
                .addValues(values)
                .build();
    }

    private static LabelSelector selector(LabelSelectorRequirement... expressions) {
        return ImmutableLabelSelector.builder().addMatchExpressions(expressions).build();
    }

    @Test
    void the_empty_selector_selects_everything() {
        assertTrue(selector().matches(Map.of()));
        assertTrue(selector().matches(Map.of("a", "b")));
    }

    @Test
    void every_label_must_have_its_value() {
        LabelSelector both = ImmutableLabelSelector.builder()
                .putMatchLabels("team", "a")
                .putMatchLabels("env", "")
                .build();
        assertTrue(both.matches(Map.of("team", "a", "env", "", "more", "x")));
        assertFalse(both.matches(Map.of("team", "a")));
        assertFalse(both.matches(Map.of("team", "b", "env", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "In, a, true, false, false",
        "NotIn, a, false, true, true",
        "Exists, , true, true, false",
        "DoesNotExist, , false, false, true"
    })
    void each_operator_means_what_kubernetes_says(
            String operator, String value, boolean whenEqual, boolean whenOther, boolean whenAbsent) {
        LabelSelector one = selector(value == null ? expression(operator) : expression(operator, value));
        assertEquals(whenEqual, one.matches(Map.of("team", "a")));
        assertEquals(whenOther, one.matches(Map.of("team", "b")));
        assertEquals(whenAbsent, one.matches(Map.of()));
        assertEquals(List.of(), one.malformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "in", "Equals", "Gt"})
    void an_unknown_operator_selects_nothing_and_is_told(String operator) {
        LabelSelectorRequirement unknown = expression(operator, "a");
        LabelSelector both = selector(expression(LabelSelectorRequirement.EXISTS), unknown);
        assertFalse(both.matches(Map.of("team", "a")));
        assertFalse(both.matches(Map.of()));
        assertEquals(List.of(unknown), both.malformed());
    }

    @Test
    void values_that_are_missing_or_too_many_select_nothing() {
        assertFalse(selector(expression("NotIn")).matches(Map.of("team", "a")));
        assertFalse(selector(expression("Exists", "a")).matches(Map.of("team", "a")));
        assertEquals(
                2,
                selector(expression("In"), expression("DoesNotExist", "a"))
                        .malformed()
                        .size());
    }

    @Test
    void all_parts_must_hold() {
        LabelSelector range = ImmutableLabelSelector.builder()
                .putMatchLabels("env", "prod")
                .addMatchExpressions(expression("In", "a", "b"))
                .build();
        assertTrue(range.matches(Map.of("env", "prod", "team", "b")));
        assertFalse(range.matches(Map.of("env", "prod", "team", "c")));
        assertFalse(range.matches(Map.of("env", "test", "team", "b")));
    }
}
