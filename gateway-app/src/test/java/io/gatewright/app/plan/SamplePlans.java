package io.gatewright.app.plan;

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

/** Plans that have of everything. */
final class SamplePlans {
    private SamplePlans() {}

    private static final String API = "gateway.networking.k8s.io";
    static final ObjectRef GATEWAY = new ObjectRef(API, "Gateway", "default", "gateway");
    private static final ObjectRef ROUTE = new ObjectRef(API, "HTTPRoute", "default", "shop");
    private static final ObjectRef SERVICE = new ObjectRef("", "Service", "default", "cart");
    private static final ObjectRef SECRET = new ObjectRef("", "Secret", "default", "tls");
    private static final ObjectRef CA = new ObjectRef("", "ConfigMap", "default", "ca");

    /** Every kind of entry, every member of every sealed family, every component with a value and most without. */
    static Plan everything() {
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
                                        List.of(
                                                new RoutePlan.Host(
                                                        Optional.of(Hostname.of("a.example.com")), Optional.empty()),
                                                new RoutePlan.Host(
                                                        Optional.of(Hostname.of("b.example.com")),
                                                        Optional.of(Hostname.of("*.example.com"))))))),
                        new RulePlan(
                                ROUTE,
                                0,
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                List.of(),
                                RulePlan.Timeouts.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new RulePlan(
                                ROUTE,
                                1,
                                Optional.of("second"),
                                List.of(
                                        new MatchPlan(
                                                new PathMatch.Prefix("/shop"), Optional.empty(), List.of(), List.of()),
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
                                                List.of()),
                                        new MatchPlan(
                                                new PathMatch.GrpcCall(Optional.empty(), Optional.of("Get.*"), true),
                                                Optional.empty(),
                                                List.of(),
                                                List.of())),
                                List.of(
                                        new FilterPlan.RequestHeaders(edit),
                                        new FilterPlan.ResponseHeaders(edit),
                                        new FilterPlan.Redirect(
                                                Optional.of("https"),
                                                Optional.of("c.example.com"),
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
                                                List.of("x-seen"),
                                                5),
                                        new FilterPlan.ExternalAuth(
                                                true, target, "", List.of("x-user"), List.of(), 8192),
                                        new FilterPlan.ExternalAuth(
                                                false, target, "/auth", List.of(), List.of("x-name"), 0),
                                        new FilterPlan.Extension(SERVICE, "{}"),
                                        new FilterPlan.Refused(refusal)),
                                List.of(
                                        new BackendPlan(9, target, List.of(new FilterPlan.RequestHeaders(edit))),
                                        new BackendPlan(1, new BackendPlan.Unresolvable(refusal), List.of())),
                                new RulePlan.Timeouts(
                                        Optional.of(Duration.ofMillis(1500)), Optional.of(Duration.ofSeconds(1))),
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
                                        Map.of("example.com/c", "d", "example.com/e", "f"))),
                                Optional.of(new ClusterPlan.RetryBudget(
                                        20, Duration.ofSeconds(10), 10, Duration.ofSeconds(1))),
                                Optional.of(refusal)),
                        new ClusterPlan(
                                SERVICE,
                                53,
                                ClusterPlan.Protocol.UDP,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new EndpointsPlan(SERVICE, 80, List.of(new EndpointsPlan.Endpoint("127.0.0.1", 9000, false))),
                        new EndpointsPlan(SERVICE, 53, true, List.of(new EndpointsPlan.Endpoint("::1", 5353, true))),
                        new CertificatePlan(
                                SECRET, "-----BEGIN CERTIFICATE-----\n", new CertificatePlan.PrivateKey("s3cr3t")),
                        new TrustPlan(CA, "-----BEGIN CERTIFICATE-----\n")));
    }
}
