package io.gatewright.app.admin;

import io.gatewright.app.explain.AskedRequest;
import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.app.explain.ExplainText;
import io.gatewright.app.explain.ExplainTree;
import io.gatewright.app.explain.Explanation;
import io.gatewright.app.files.Declared;
import io.gatewright.app.output.StatusTree;
import io.gatewright.app.output.Trees;
import io.gatewright.app.plan.PlanJson;
import io.gatewright.app.standalone.Standalone;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Problem;
import io.gatewright.runtime.observe.MeterVisitor;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pages about a running gateway. None shows a private key. */
public final class GatewayPages implements AdminPages {
    private static final String INDEX = """
            /healthz    200 while the process lives
            /ready      200 when every listener is served, else 503 and the reasons
            /metrics    counters, in Prometheus' text format
            /status     the status of every object, and what is wrong in the files
            /config     the plans that are served, without private keys; ?format=yaml
            /explain    ?url=http://host/path[&method=GET][&header=name:value][&gateway=namespace/name][&format=json]
            """;

    private final Standalone gateway;
    private final String version;

    /** @param version of this program, for the metrics */
    public GatewayPages(Standalone gateway, String version) {
        this.gateway = gateway;
        this.version = version;
    }

    @Override
    public Page page(URI target, @Nullable String accept) {
        Map<String, List<String>> query = query(target.getRawQuery());
        return switch (target.getPath()) {
            case "/" -> Page.text(200, INDEX);
            case "/healthz" -> Page.text(200, "ok\n");
            case "/ready" -> ready();
            case "/metrics" -> metrics(accept != null && accept.contains("application/openmetrics-text"));
            case "/status" -> Page.json(200, Trees.json(status()));
            case "/config" ->
                "yaml".equals(first(query, "format"))
                        ? new Page(200, "application/yaml", PlanJson.masked().toYaml(gateway.plans()))
                        : Page.json(200, PlanJson.masked().toJson(gateway.plans()));
            case "/explain" -> explain(query);
            default -> Page.text(404, "no such page; these are:\n" + INDEX);
        };
    }

    private Page ready() {
        List<String> obstacles = gateway.obstacles();
        return obstacles.isEmpty()
                ? Page.text(200, "ready\n")
                : Page.text(503, "not ready\n" + String.join("\n", obstacles) + "\n");
    }

    private Page metrics(boolean openMetrics) {
        String page = MetricsPage.write(
                visitor -> {
                    gateway.meters().visit(visitor, Instant.now());
                    own(visitor);
                },
                openMetrics);
        return new Page(200, openMetrics ? MetricsPage.OPEN_METRICS : MetricsPage.PROMETHEUS, page);
    }

    private void own(MeterVisitor visitor) {
        TreeMap<String, String> none = new TreeMap<>();
        visitor.gauge(
                "gatewright_ready",
                "1 when every listener is served.",
                none,
                gateway.obstacles().isEmpty() ? 1 : 0);
        visitor.gauge(
                "gatewright_objects",
                "Objects that were declared and read.",
                none,
                gateway.state().world().size());
        visitor.gauge(
                "gatewright_findings",
                "Reasons why something is not as declared.",
                none,
                gateway.state().topology().findings().size());
        long errors =
                gateway.declared().problems().stream().filter(Problem::isError).count();
        visitor.gauge("gatewright_file_errors", "Errors in the files.", none, errors);
        visitor.gauge("gatewright_build_info", "1, with the version.", new TreeMap<>(Map.of("version", version)), 1);
        Runtime runtime = Runtime.getRuntime();
        visitor.gauge(
                "jvm_memory_used_bytes",
                "Memory of the heap in use.",
                new TreeMap<>(Map.of("area", "heap")),
                runtime.totalMemory() - runtime.freeMemory());
    }

    private Map<String, Object> status() {
        Declared declared = gateway.declared();
        List<Object> objects = new ArrayList<>();
        gateway.report().objects().forEach((ref, report) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", ref.kind());
            one.put("name", ref.namespacedName());
            declared.locate(ref, "").ifPresent(at -> one.put("at", at.toString()));
            one.put("status", StatusTree.of(report));
            objects.add(one);
        });
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("ready", gateway.obstacles().isEmpty());
        tree.put("obstacles", gateway.obstacles());
        tree.put("objects", objects);
        tree.put("problems", declared.problems().stream().map(Problem::toString).toList());
        tree.put(
                "keptInForce",
                declared.keptInForce().keySet().stream()
                        .map(ObjectRef::toString)
                        .toList());
        return tree;
    }

    private Page explain(Map<String, List<String>> query) {
        String url = first(query, "url");
        if (url == null || !AskedRequest.isUrl(url)) {
            return Page.text(400, "`url`: expected `?url=http://host/path`\n");
        }
        List<HeaderLine> headers = new ArrayList<>();
        try {
            for (String line : query.getOrDefault("header", List.of())) {
                headers.add(HeaderLine.parse(line));
            }
        } catch (IllegalArgumentException e) {
            return Page.text(400, e.getMessage() + "\n");
        }
        AskedRequest request =
                new AskedRequest(Optional.ofNullable(first(query, "method")).orElse("GET"), url, headers);
        String wanted = first(query, "gateway");
        List<Plan> plans = gateway.plans().stream()
                .filter(plan ->
                        wanted == null || plan.gateway().namespacedName().equals(wanted))
                .filter(plan -> wanted != null
                        || request.port().isEmpty()
                        || Explanation.ports(plan).contains(request.port().getAsInt()))
                .toList();
        if (plans.size() != 1) {
            return Page.text(
                    404,
                    (plans.isEmpty() ? "no Gateway for this request" : "several Gateways could get this request")
                            + ": choose one with `&gateway=`: "
                            + gateway.plans().stream()
                                    .map(plan -> plan.gateway().namespacedName())
                                    .toList()
                            + "\n");
        }
        Explanation explanation = Explanation.of(plans.get(0), request);
        return "json".equals(first(query, "format"))
                ? Page.json(200, Trees.json(ExplainTree.of(explanation, this::place)))
                : Page.text(200, ExplainText.of(explanation, this::place));
    }

    private String place(RulePlan rule) {
        return gateway.declared()
                .locate(rule.route(), "spec.rules[" + rule.index() + "]")
                .map(at -> at.file() + ":" + at.line())
                .orElse("");
    }

    private static @Nullable String first(Map<String, List<String>> query, String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(0);
    }

    private static Map<String, List<String>> query(@Nullable String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String part : raw.split("&")) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                query.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
