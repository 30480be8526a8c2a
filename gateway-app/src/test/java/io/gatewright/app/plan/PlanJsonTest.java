package io.gatewright.app.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RouteKind;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.plan.TrustPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanJsonTest {
    private static final String API = "gateway.networking.k8s.io";
    private static final ObjectRef GATEWAY = new ObjectRef(API, "Gateway", "default", "gateway");
    private static final ObjectRef ROUTE = new ObjectRef(API, "HTTPRoute", "default", "shop");
    private static final ObjectRef SERVICE = new ObjectRef("", "Service", "default", "cart");
    private static final ObjectRef SECRET = new ObjectRef("", "Secret", "default", "tls");
    private static final ObjectRef CA = new ObjectRef("", "ConfigMap", "default", "ca");

    /** Every kind of entry, every member of every sealed family. */
    private static Plan everything() {
        ListenerKey http = new ListenerKey(GATEWAY, "http");
        ListenerKey https = new ListenerKey(GATEWAY, "https");
        String cluster = ClusterPlan.key(SERVICE, 80, ClusterPlan.Protocol.HTTP1);
        FilterPlan.HeaderEdit edit = new FilterPlan.HeaderEdit(
                List.of(new FilterPlan.Header("X-One", "1")),
                List.of(new FilterPlan.Header("X-Two", "")),
                List.of("x-three"));
        BackendPlan.Target target = new BackendPlan.Cluster(cluster);
        Refusal refusal = new Refusal("RefNotPermitted", "backend `pay/api`: reference not permitted");
        return Plan.of(
                GATEWAY,
                List.of(
                        new ListenerPlan(
                                http,
                                80,
                                ListenerPlan.Protocol.HTTP,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new ListenerPlan(
                                https,
                                443,
                                ListenerPlan.Protocol.HTTPS,
                                Optional.of(Hostname.of("*.example.com")),
                                Optional.of(new ListenerPlan.Tls(
                                        true,
                                        List.of(CertificatePlan.key(SECRET)),
                                        Optional.of(
                                                new ListenerPlan.ClientValidation(List.of(TrustPlan.key(CA)), true)),
                                        Map.of("example.com/a", "b"))),
                                Optional.of(refusal)),
                        new RoutePlan(
                                ROUTE,
                                RouteKind.HTTP,
                                Instant.parse("2026-01-02T03:04:05Z"),
                                List.of(new RoutePlan.Binding(
                                        http,
                                        List.of(new RoutePlan.Host(
                                                Optional.of(Hostname.of("a.example.com")), Optional.empty()))))),
                        new RulePlan(
                                ROUTE,
                                0,
                                Optional.of("first"),
                                List.of(
                                        new MatchPlan(
                                                new PathMatch.Prefix(""),
                                                Optional.of("GET"),
                                                List.of(new MatchPlan.ValueMatch("x-a", false, "1")),
                                                List.of(new MatchPlan.ValueMatch("q", true, ".*"))),
                                        new MatchPlan(
                                                new PathMatch.Exact("/a"), Optional.empty(), List.of(), List.of()),
                                        new MatchPlan(
                                                new PathMatch.Regex("/[a-z]+"), Optional.empty(), List.of(), List.of()),
                                        new MatchPlan(
                                                new PathMatch.GrpcCall(Optional.of("foo.Bar"), Optional.empty(), false),
                                                Optional.empty(),
                                                List.of(),
                                                List.of())),
                                List.of(
                                        new FilterPlan.RequestHeaders(edit),
                                        new FilterPlan.ResponseHeaders(edit),
                                        new FilterPlan.Redirect(
                                                Optional.of("https"),
                                                Optional.empty(),
                                                Optional.of(new FilterPlan.PathEdit(false, "")),
                                                Optional.of(8443),
                                                301),
                                        new FilterPlan.Rewrite(
                                                Optional.of("b.example.com"),
                                                Optional.of(new FilterPlan.PathEdit(true, "/x"))),
                                        new FilterPlan.Mirror(target, 5, 1000),
                                        new FilterPlan.Cors(
                                                List.of("https://*.a.b"),
                                                true,
                                                List.of("GET"),
                                                List.of("*"),
                                                List.of(),
                                                5),
                                        new FilterPlan.ExternalAuth(
                                                false, target, "", List.of("x-user"), List.of(), 8192),
                                        new FilterPlan.Extension(SERVICE, "{}"),
                                        new FilterPlan.Refused(refusal)),
                                List.of(
                                        new BackendPlan(9, target, List.of(new FilterPlan.RequestHeaders(edit))),
                                        new BackendPlan(1, new BackendPlan.Unresolvable(refusal), List.of())),
                                new RulePlan.Timeouts(Optional.of(Duration.ofMillis(1500)), Optional.empty()),
                                Optional.of(
                                        new RulePlan.Retry(List.of(500, 503), 2, Optional.of(Duration.ofMillis(100)))),
                                Optional.of(new RulePlan.Session(
                                        true, "session", "/", true, Optional.of(Duration.ofHours(1)))),
                                Optional.of(refusal)),
                        new ClusterPlan(
                                SERVICE,
                                80,
                                ClusterPlan.Protocol.HTTP1,
                                Optional.of(new ClusterPlan.Tls(
                                        "cart.example.com",
                                        List.of(TrustPlan.key(CA)),
                                        List.of(new ClusterPlan.AlternativeName(true, "spiffe://a/b")),
                                        Optional.of(CertificatePlan.key(SECRET)),
                                        Map.of())),
                                Optional.of(new ClusterPlan.RetryBudget(
                                        20, Duration.ofSeconds(10), 10, Duration.ofSeconds(1))),
                                Optional.empty()),
                        new EndpointsPlan(SERVICE, 80, List.of(new EndpointsPlan.Endpoint("127.0.0.1", 9000, false))),
                        new CertificatePlan(
                                SECRET, "-----BEGIN CERTIFICATE-----\n", new CertificatePlan.PrivateKey("s3cr3t")),
                        new TrustPlan(CA, "-----BEGIN CERTIFICATE-----\n")));
    }

    @Test
    void every_kind_of_entry_comes_back_equal() {
        Plan plan = everything();
        assertEquals(plan, PlanJson.withKeys().fromJson(PlanJson.withKeys().toJson(plan)));
    }

    @Test
    void an_empty_plan_comes_back_equal() {
        Plan plan = Plan.empty(GATEWAY);
        assertEquals(plan, PlanJson.masked().fromJson(PlanJson.masked().toJson(plan)));
    }

    @Test
    void private_keys_are_masked_unless_asked_for() {
        List<Plan> plans = List.of(everything());
        assertFalse(PlanJson.masked().toJson(plans).contains("s3cr3t"));
        assertFalse(PlanJson.masked().toYaml(plans).contains("s3cr3t"));
        assertTrue(PlanJson.masked().toYaml(plans).contains("privateKey: redacted"));
        assertTrue(PlanJson.withKeys().toJson(plans).contains("s3cr3t"));
    }

    @Test
    void yaml_names_objects_in_one_word_and_leaves_out_what_is_empty() {
        String yaml = PlanJson.masked().toYaml(List.of(everything()));
        assertTrue(yaml.startsWith("gateway: gateway.networking.k8s.io/Gateway/default/gateway\n"), yaml);
        assertTrue(yaml.contains("- host: 127.0.0.1"), yaml);
        assertTrue(yaml.contains("route: gateway.networking.k8s.io/HTTPRoute/default/shop"), yaml);
        assertFalse(yaml.contains("null"), yaml);
        assertFalse(yaml.contains("[]"), yaml);
    }

    @Test
    void what_is_no_plan_is_refused_with_the_reason() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> PlanJson.masked().fromJson("[]"));
        assertTrue(e.getMessage().contains("`gateway`"), e.getMessage());
        IllegalArgumentException unknown = assertThrows(
                IllegalArgumentException.class,
                () -> PlanJson.masked().fromJson("{\"gateway\":\"a/b/c\",\"trusts\":[{\"colour\":1}]}"));
        assertTrue(unknown.getMessage().contains("colour"), unknown.getMessage());
    }

    @Test
    void every_kind_of_entry_comes_back_equal_from_its_line() throws Exception {
        for (PlanEntry entry : everything().entries().values()) {
            String line = PlanJson.withKeys().line(entry);
            assertEquals(1, line.lines().count(), line);
            assertEquals(entry, PlanJson.withKeys().fromLine(new ObjectMapper().readTree(line)));
            assertEquals(
                    line, PlanJson.withKeys().line(PlanJson.withKeys().fromLine(new ObjectMapper().readTree(line))));
        }
    }

    @Test
    void a_line_that_is_no_entry_is_refused_with_the_reason() throws Exception {
        for (String line : List.of("{}", "{\"gadgets\":{}}", "{\"trusts\":{\"colour\":1}}", "[]", "1")) {
            JsonNode node = new ObjectMapper().readTree(line);
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> PlanJson.withKeys().fromLine(node), line);
            assertTrue(e.getMessage().startsWith("no plan entry: "), e.getMessage());
        }
    }
}
