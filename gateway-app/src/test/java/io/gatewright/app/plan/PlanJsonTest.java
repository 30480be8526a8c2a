package io.gatewright.app.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.plan.TrustPlan;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanJsonTest {
    @Test
    void every_kind_of_entry_comes_back_equal() {
        Plan plan = SamplePlans.everything();
        assertEquals(plan, PlanJson.withKeys().fromJson(PlanJson.withKeys().toJson(plan)));
    }

    @Test
    void an_empty_plan_comes_back_equal() {
        Plan plan = Plan.empty(SamplePlans.GATEWAY);
        assertEquals(plan, PlanJson.masked().fromJson(PlanJson.masked().toJson(plan)));
    }

    @Test
    void private_keys_are_masked_unless_asked_for() {
        List<Plan> plans = List.of(SamplePlans.everything());
        assertFalse(PlanJson.masked().toJson(plans).contains("s3cr3t"));
        assertFalse(PlanJson.masked().toYaml(plans).contains("s3cr3t"));
        assertTrue(PlanJson.masked().toYaml(plans).contains("privateKey: redacted"));
        assertTrue(PlanJson.withKeys().toJson(plans).contains("s3cr3t"));
    }

    @Test
    void yaml_names_objects_in_one_word_and_leaves_out_what_is_empty() {
        String yaml = PlanJson.masked().toYaml(List.of(SamplePlans.everything()));
        assertTrue(yaml.startsWith("gateway: gateway.networking.k8s.io/Gateway/default/gateway\n"), yaml);
        assertTrue(yaml.contains("- host: 127.0.0.1"), yaml);
        assertTrue(yaml.contains("route: gateway.networking.k8s.io/HTTPRoute/default/shop"), yaml);
        assertFalse(yaml.contains("null"), yaml);
        assertFalse(yaml.contains("[]"), yaml);
    }

    @Test
    void what_is_no_plan_is_refused_with_the_reason() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> PlanJson.masked().fromJson("{}"));
        assertTrue(e.getMessage().contains("`gateway`"), e.getMessage());
        IllegalArgumentException unknown = assertThrows(
                IllegalArgumentException.class,
                () -> PlanJson.masked().fromJson("{\"gateway\":\"a/b/c\",\"trusts\":[{\"colour\":1}]}"));
        assertTrue(unknown.getMessage().contains("`/trusts/0/colour`"), unknown.getMessage());
        IllegalArgumentException family = assertThrows(
                IllegalArgumentException.class,
                () -> PlanJson.masked().fromJson("{\"gateway\":\"a/b/c\",\"gadgets\":[]}"));
        assertTrue(family.getMessage().contains("`/gadgets`"), family.getMessage());
        IllegalArgumentException twice = assertThrows(
                IllegalArgumentException.class,
                () -> PlanJson.masked()
                        .fromJson(
                                "{\"trusts\":[{\"source\":\"a/b/c\"},{\"source\":\"a/b/c\"}],\"gateway\":\"a/b/c\"}"));
        assertEquals("no plan: two plan entries with key trust/a/b/c", twice.getMessage());
    }

    @Test
    void a_list_of_plans_is_one_array_of_what_each_is() throws Exception {
        PlanJson json = PlanJson.masked();
        List<Plan> plans = List.of(Plan.empty(SamplePlans.GATEWAY), SamplePlans.everything());
        JsonNode array = new ObjectMapper().readTree(json.toJson(plans));
        assertEquals(2, array.size());
        for (int i = 0; i < plans.size(); i++) {
            assertEquals(new ObjectMapper().readTree(json.toJson(plans.get(i))), array.get(i));
        }
        assertEquals("[ ]", json.toJson(List.of()));
    }

    @Test
    void yaml_and_json_say_the_same() throws Exception {
        for (PlanJson json : List.of(PlanJson.masked(), PlanJson.withKeys())) {
            Plan plan = SamplePlans.everything();
            assertEquals(
                    new ObjectMapper().readTree(json.toJson(plan)),
                    new ObjectMapper(new YAMLFactory()).readTree(json.toYaml(List.of(plan))));
        }
    }

    @Test
    void a_plan_within_a_document_is_compact_and_leaves_the_parser_at_its_end() throws Exception {
        Plan plan = SamplePlans.everything();
        JsonFactory factory = new JsonFactory();
        StringWriter document = new StringWriter();
        try (JsonGenerator out = factory.createGenerator(document)) {
            out.writeStartArray();
            PlanJson.withKeys().write(plan, out);
            out.writeRaw(",");
            out.writeRaw(
                    PlanJson.withKeys().line(plan.entries().get(plan.entries().firstKey())));
            out.writeEndArray();
        }
        assertEquals(1, document.toString().lines().count());
        try (JsonParser in = factory.createParser(document.toString())) {
            assertEquals(JsonToken.START_ARRAY, in.nextToken());
            assertEquals(JsonToken.START_OBJECT, in.nextToken());
            assertEquals(plan, PlanJson.withKeys().readPlan(in));
            assertEquals(JsonToken.END_OBJECT, in.currentToken());
            assertEquals(JsonToken.START_OBJECT, in.nextToken());
            assertEquals(
                    plan.entries().get(plan.entries().firstKey()),
                    PlanJson.withKeys().read(in));
            assertEquals(JsonToken.END_OBJECT, in.currentToken());
            assertEquals(JsonToken.END_ARRAY, in.nextToken());
        }
    }

    @Test
    void every_kind_of_entry_comes_back_equal_from_its_line() {
        for (PlanEntry entry : SamplePlans.everything().entries().values()) {
            String line = PlanJson.withKeys().line(entry);
            assertEquals(1, line.lines().count(), line);
            assertEquals(entry, PlanJson.withKeys().fromLine(line));
            assertEquals(line, PlanJson.withKeys().line(PlanJson.withKeys().fromLine(line)));
        }
    }

    @Test
    void what_is_left_out_or_null_is_empty() {
        assertEquals(
                new RulePlan(
                        new ObjectRef("", "a", "b", "c"),
                        0,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        RulePlan.Timeouts.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                PlanJson.masked().fromLine("{\"rules\":{\"route\":\"a/b/c\",\"matches\":null,\"index\":null}}"));
        assertEquals(
                new TrustPlan(new ObjectRef("", "a", "b", "c"), ""),
                PlanJson.masked().fromLine(" { \"trusts\" : {\"source\":\"a/b/c\"}}\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                               | a family of entries",
                "                                                 | found nothing",
                "[]                                               | expected an object, found a list",
                "1                                                | expected an object",
                "{\"gadgets\":{}}                                 | '/gadgets': this field is not known here",
                "{\"trusts\":{\"colour\":1}}                      | '/trusts/colour': this field is not known here",
                "{\"trusts\":{\"source\":\"a/b/c\"},\"rules\":{}}  | '/rules': expected no field but the one",
                "{\"trusts\":{\"source\":\"a/b/c\"}} {}           | something follows it",
                "{\"trusts\":{\"source\":\"a/b/c\"}             | end-of-input",
                "{\"trusts\":{}}                                  | '/trusts': the field 'source' is missing",
                "{\"trusts\":{\"source\":\"a/b\"}}                | '/trusts/source': 'a/b' names no object",
                "{\"trusts\":{\"source\":3}}                      | '/trusts/source': expected a text, found a number",
                "{\"listeners\":{\"port\":\"80\"}}                | '/listeners/port': expected a whole number",
                "{\"listeners\":{\"port\":8.5}}                   | '/listeners/port': expected a whole number",
                "{\"listeners\":{\"port\":3000000000}}            | '/listeners/port': expected a whole number",
                "{\"listeners\":{\"listener\":\"gate\"}}          | 'gate' names no listener",
                "{\"listeners\":{\"hostname\":\"a..b\"}}          | 'a..b' is no host name",
                "{\"listeners\":{\"protocol\":\"SCTP\"}}          | expected one of [HTTP, HTTPS, TLS, TCP, UDP]",
                "{\"listeners\":{\"tls\":{\"terminate\":1}}}      | '/listeners/tls/terminate': expected true or false",
                "{\"listeners\":{\"tls\":{\"options\":{\"a\":1}}}}  | '/listeners/tls/options/a': expected a text",
                "{\"routes\":{\"created\":\"today\"}}             | 'today' is no time",
                "{\"routes\":{\"bindings\":{}}}                   | '/routes/bindings': expected a list, found an object",
                "{\"routes\":{\"bindings\":[null]}}               | '/routes/bindings/0': expected an object, found null",
                "{\"rules\":{\"timeouts\":{\"request\":\"1s\"}}}  | '/rules/timeouts/request': '1s' is no duration",
                "{\"rules\":{\"filters\":[{\"why\":{}}]}}         | expected the field 'type' before any other",
                "{\"rules\":{\"filters\":[{\"type\":\"Tee\"}]}}     | '/rules/filters/0/type': 'Tee' is not known here",
                "{\"rules\":{\"matches\":[{\"path\":{}}]}}        | expected the field 'type' before any other"
            })
    void a_line_that_is_no_entry_is_refused_with_the_reason(@Nullable String line, String reason) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> PlanJson.withKeys().fromLine(line == null ? "" : line), line);
        assertTrue(e.getMessage().startsWith("no plan entry: "), e.getMessage());
        assertTrue(e.getMessage().contains(reason.replace('\'', '`')), e.getMessage());
    }

    @Test
    void a_key_never_stands_in_the_reason() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> PlanJson.withKeys().fromLine("{\"certificates\":{\"privateKey\":\"s3cr3t\",\"colour\":1}}"));
        assertFalse(e.getMessage().contains("s3cr3t"), e.getMessage());
    }
}
