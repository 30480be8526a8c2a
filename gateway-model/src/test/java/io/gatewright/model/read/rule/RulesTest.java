package io.gatewright.model.read.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Problem;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import io.gatewright.model.read.Transitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule over several fields, with a document it accepts and one it refuses. */
class RulesTest {
    private static final ModelReader READER = new ModelReader();

    static List<RuleCase> cases() {
        List<RuleCase> cases = new ArrayList<>(HttpRuleCases.all());
        cases.addAll(GatewayRuleCases.all());
        cases.addAll(PolicyRuleCases.CASES);
        return cases;
    }

    private static Reading read(String text, Strictness strictness) {
        return READER.read("rule.yaml", text, strictness);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_rule_accepts_one_document_and_refuses_the_other(RuleCase example) {
        Reading accepted = read(example.accepted(), Strictness.API_SERVER);
        assertEquals(List.of(), accepted.allProblems());
        assertEquals(1, accepted.values().size());

        Reading refused = read(example.refused(), Strictness.API_SERVER);
        List<Problem> found = refused.allProblems().stream()
                .filter(problem -> problem.rule().equals(example.rule()))
                .toList();
        assertEquals(1, found.size(), () -> "found only " + refused.allProblems());
        assertEquals(example.field(), found.get(0).field());
        assertTrue(found.get(0).at().isPresent());
        boolean status = GatewayRuleCases.STATUS.contains(example);
        assertEquals(!status, found.get(0).isError());
        assertEquals(status ? 1 : 0, refused.values().size());

        Reading admitted = read(example.refused(), Strictness.ADMITTED);
        assertEquals(1, admitted.values().size());
        assertFalse(admitted.hasErrors());
    }

    @Test
    void every_rule_has_an_example() {
        Set<String> shown = cases().stream().map(RuleCase::rule).collect(Collectors.toCollection(TreeSet::new));
        shown.add("controller-name-immutable");
        assertEquals(Rules.names(), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GatewayClass", "XMesh"})
    void the_controller_of_a_class_or_mesh_cannot_change(String kind) {
        String version = kind.equals("XMesh") ? "v1alpha1" : "v1";
        ApiObject before = value(RuleCase.document(version, kind, "{controllerName: a.b/c}"));
        ApiObject described = value(RuleCase.document(version, kind, "{controllerName: a.b/c, description: new}"));
        ApiObject after = value(RuleCase.document(version, kind, "{controllerName: a.b/d}"));
        assertEquals(List.of(), Transitions.check(before, described));
        Problem problem = Transitions.check(before, after).get(0);
        assertEquals("controller-name-immutable", problem.rule());
        assertEquals("spec.controllerName", problem.field());
        assertTrue(problem.isError());
    }

    @Test
    void a_prefix_replaced_by_several_backends_is_not_judged_as_in_the_api() {
        String backend = "{name: s, port: 1, filters: [{type: URLRewrite,"
                + " urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /n}}}]}";
        String text = RuleCase.http(
                "{matches: [{path: {type: Exact, value: /a}}], backendRefs: [" + backend + ", " + backend + "]}");
        assertEquals(List.of(), read(text, Strictness.API_SERVER).allProblems());
    }

    private static ApiObject value(String text) {
        Reading reading = read(text, Strictness.API_SERVER);
        assertEquals(List.of(), reading.allProblems());
        return reading.values().get(0);
    }
}
