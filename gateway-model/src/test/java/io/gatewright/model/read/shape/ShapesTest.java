package io.gatewright.model.read.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.read.Kinds;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Problem;
import io.gatewright.model.read.Strictness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One example per kind of structural rule, and the forms of strings at their edges. */
class ShapesTest {
    private static final ModelReader READER = new ModelReader();

    private static List<Problem> problems(String kind, String rest) {
        String group = kind.startsWith("X") ? "gateway.networking.x-k8s.io/v1alpha1" : "gateway.networking.k8s.io/v1";
        String text = "apiVersion: " + group + "\nkind: " + kind + "\nmetadata: {name: x}\n" + rest + "\n";
        return READER.read("shape.yaml", text, Strictness.API_SERVER).allProblems();
    }

    private static String told(String kind, String rest) {
        return problems(kind, rest).stream()
                .map(problem -> problem.rule() + " " + problem.field())
                .collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTPRoute | spec: [] | type spec",
                "HTTPRoute | spec: {rules: {}} | type spec.rules",
                "HTTPRoute | spec: {rules: []} | items spec.rules",
                "HTTPRoute | spec: {rules: [null]} | type spec.rules[0]",
                "HTTPRoute | spec: {hostnames: [8]} | type spec.hostnames[0]",
                "HTTPRoute | spec: {hostnames: ['']} | length spec.hostnames[0]",
                "HTTPRoute | spec: {hostnames: [A.b]} | pattern spec.hostnames[0]",
                "HTTPRoute | spec: {parentRefs: [{}]} | required spec.parentRefs[0].name",
                "HTTPRoute | spec: {parentRefs: [{name: a, port: 0}]} | range spec.parentRefs[0].port",
                "HTTPRoute | spec: {parentRefs: [{name: a, port: 80.5}]} | type spec.parentRefs[0].port",
                "HTTPRoute | spec: {rules: [{retry: {codes: [399]}}]} | range spec.rules[0].retry.codes[0]",
                "HTTPRoute | spec: {rules: [{retry: {codes: [500, 500]}}]} | unique spec.rules[0].retry.codes[1]",
                "HTTPRoute | spec: {rules: [{retry: {attempts: -1}}]} | range spec.rules[0].retry.attempts",
                "HTTPRoute | spec: {rules: [{timeouts: {request: 1d}}]} | pattern spec.rules[0].timeouts.request",
                "HTTPRoute | spec: {rules: [{matches: [{method: get}]}]} | enum spec.rules[0].matches[0].method",
                "HTTPRoute | spec: {useDefaultGateways: all} | enum spec.useDefaultGateways",
                "HTTPRoute | spec: {rules: [{filters: [{type: CORS, cors: {allowCredentials: 'yes'}}]}]} "
                        + "| type spec.rules[0].filters[0].cors.allowCredentials",
                "HTTPRoute | spec: {rules: [{filters: [{type: CORS, cors: {allowOrigins: ['a.b']}}]}]} "
                        + "| pattern spec.rules[0].filters[0].cors.allowOrigins[0]",
                "HTTPRoute | spec: {rules: [{filters: [{type: RequestRedirect, requestRedirect: {statusCode: 304}}]}]} "
                        + "| enum spec.rules[0].filters[0].requestRedirect.statusCode",
                "TCPRoute | spec: {rules: [{backendRefs: []}]} | items spec.rules[0].backendRefs",
                "TLSRoute | spec: {rules: [{backendRefs: [{name: a, port: 1}]}]} | required spec.hostnames",
                "GatewayClass | spec: {controllerName: a.b} | pattern spec.controllerName",
                "Gateway | spec: {gatewayClassName: a} | required spec.listeners",
                "Gateway | spec: {gatewayClassName: a, listeners: [{name: a, port: 1, protocol: a_b}]} "
                        + "| pattern spec.listeners[0].protocol",
                "Gateway | spec: {gatewayClassName: a, listeners: [{name: a, port: 1, protocol: HTTP}], "
                        + "infrastructure: {labels: {a: b c}}} | pattern spec.infrastructure.labels.a",
                "XBackend | spec: {type: EndpointSelector, port: {number: 1}, endpointSelector: {matchLabels: {}}} "
                        + "| items spec.endpointSelector.matchLabels",
                "XBackendTrafficPolicy | spec: {targetRefs: [{group: '', kind: A, name: b}, "
                        + "{group: '', kind: A, name: b}]} | unique spec.targetRefs[1]"
            })
    void a_structural_rule_names_the_field_it_is_about(String kind, String rest, String expected) {
        assertEquals(expected, told(kind, rest));
    }

    @ParameterizedTest
    @CsvSource({
        "Name-With-Capitals,metadata.name",
        "under_score,metadata.name",
    })
    void names_of_objects_are_dns_names(String name, String field) {
        String text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + ", labels: {'a b': c}}\n";
        assertEquals(
                List.of("pattern " + field, "pattern metadata.labels[a b]"),
                READER.read("a.yaml", text, Strictness.API_SERVER).allProblems().stream()
                        .map(problem -> problem.rule() + " " + problem.field())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b", "a\tb c", "!", "~"})
    void header_values_are_visible_words_with_single_blanks(String value) {
        assertTrue(Words.HEADER_TEXT.accepts().test(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a  b", "a\nb", "a\r", "é", "a\u0000", "\t"})
    void header_values_are_nothing_else(String value) {
        assertTrue(!Words.HEADER_TEXT.accepts().test(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "1:2:3:4:5:6:7:8",
                "::ffff:10.0.0.1",
                "1:2:3:4:5:6:1.2.3.4",
                "0.0.0.0"
            })
    void addresses_are_recognised(String address) {
        assertTrue(Names.isAddress(address), address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "::12345",
                "1.2.3",
                "01.2.3.4",
                "1.2.3.4.5",
                "a.b",
                "fe80::1%eth0",
                "1:2:3:4:5:6:7::8:9"
            })
    void other_texts_are_no_addresses(String address) {
        assertTrue(!Names.isAddress(address), address);
    }

    @ParameterizedTest
    @CsvSource({
        "backendRef,backendRefs",
        "Hostnames,hostnames",
        "parentRef,parentRefs",
        "filtres,filters",
        "timeout,timeouts",
        "mathces,matches",
        "sess,sessionPersistence"
    })
    void a_slip_is_guessed(String written, String meant) {
        List<String> known = List.of(
                "name",
                "hostnames",
                "parentRefs",
                "matches",
                "filters",
                "backendRefs",
                "timeouts",
                "retry",
                "sessionPersistence");
        assertEquals(Optional.of(meant), Nearest.to(written, known));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "foo", "annotations", ""})
    void what_resembles_nothing_is_not_guessed(String written) {
        assertEquals(Optional.empty(), Nearest.to(written, List.of("name", "hostnames", "filters", "retry")));
    }

    static List<Form> forms() {
        return List.of(
                Words.DNS_NAME,
                Words.HOST_NAME,
                Words.DNS_LABEL,
                Words.GROUP_NAME,
                Words.KIND_NAME,
                Words.TOKEN,
                Words.HEADER_TEXT,
                Words.PATH_TEXT,
                Words.DURATION,
                Words.DOMAIN_PATH,
                Words.LABEL_VALUE,
                Words.URI_TEXT,
                Words.TRUST,
                Words.LABEL_KEY);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void no_form_can_be_made_to_run_long(Form form) {
        for (String part : List.of("a", "a-", "a.", "a b", "%41", "1s", "a/", "-")) {
            for (int length : new int[] {4000, 4_000_000}) {
                String text = part.repeat(length / part.length());
                assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                    form.accepts().test(text);
                    form.accepts().test(text + "\u0001");
                });
            }
        }
    }

    @Test
    void every_kind_has_a_shape() {
        Kinds.all()
                .forEach(kind -> kind.versions()
                        .forEach(version -> assertTrue(Schemas.of(kind, version) != Shape.any(), kind::toString)));
    }
}
