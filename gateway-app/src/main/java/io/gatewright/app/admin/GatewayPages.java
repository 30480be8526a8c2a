package io.gatewright.app.admin;

import io.gatewright.app.explain.AskedRequest;
import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.app.explain.ExplainText;
import io.gatewright.app.explain.ExplainTree;
import io.gatewright.app.explain.Explanation;
import io.gatewright.app.output.Trees;
import io.gatewright.app.plan.PlanJson;
import io.gatewright.runtime.observe.MeterVisitor;
import io.gatewright.semantics.plan.Plan;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
            /healthz    200 while the process works, 503 when it must be started anew
            /ready      200 when every listener is served, else 503 and the reasons
            /metrics    counters, in Prometheus' text format
            /status     the status of every object, and what is wrong in the files
            /config     the plans that are served, without private keys; ?format=yaml
            /explain    ?url=http://host/path[&method=GET][&header=name:value][&gateway=namespace/name][&format=json]
            """;

    private final AdminView view;
    private final String version;

    /** @param version of this program, for the metrics */
    public GatewayPages(AdminView view, String version) {
        this.view = view;
        this.version = version;
    }

    @Override
    public Page page(URI target, @Nullable String accept) {
        Map<String, List<String>> query = query(target.getRawQuery());
        return switch (target.getPath()) {
            case "/" -> Page.text(200, INDEX);
            case "/healthz" ->
                view.faults().isEmpty()
                        ? Page.text(200, "ok\n")
                        : Page.text(503, String.join("\n", view.faults()) + "\n");
            case "/ready" -> ready();
            case "/metrics" -> metrics(accept != null && accept.contains("application/openmetrics-text"));
            case "/status" -> Page.json(200, Trees.json(view.status()));
            case "/config" ->
                "yaml".equals(first(query, "format"))
                        ? new Page(200, "application/yaml", PlanJson.masked().toYaml(view.plans()))
                        : Page.json(200, PlanJson.masked().toJson(view.plans()));
            case "/explain" -> explain(query);
            default -> Page.text(404, "no such page; these are:\n" + INDEX);
        };
    }

    private Page ready() {
        List<String> obstacles = view.obstacles();
        return obstacles.isEmpty()
                ? Page.text(200, "ready\n")
                : Page.text(503, "not ready\n" + String.join("\n", obstacles) + "\n");
    }

    private Page metrics(boolean openMetrics) {
        String page = MetricsPage.write(
                visitor -> {
                    view.meters(visitor);
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
                view.obstacles().isEmpty() ? 1 : 0);
        visitor.gauge("gatewright_build_info", "1, with the version.", new TreeMap<>(Map.of("version", version)), 1);
        Runtime runtime = Runtime.getRuntime();
        visitor.gauge(
                "jvm_memory_used_bytes",
                "Memory of the heap in use.",
                new TreeMap<>(Map.of("area", "heap")),
                runtime.totalMemory() - runtime.freeMemory());
    }

    private Page explain(Map<String, List<String>> query) {
        String url = first(query, "url");
        if (url == null || !AskedRequest.isUrl(url)) {
            return Page.text(400, "`url`: expected `?url=http://host/path`\n");
        }
        List<HeaderLine> headers = new ArrayList<>();
        AskedRequest request;
        try {
            for (String line : query.getOrDefault("header", List.of())) {
                headers.add(HeaderLine.parse(line));
            }
            request =
                    new AskedRequest(Optional.ofNullable(first(query, "method")).orElse("GET"), url, headers);
        } catch (IllegalArgumentException e) {
            return Page.text(400, e.getMessage() + "\n");
        }
        String wanted = first(query, "gateway");
        List<Plan> plans = view.plans().stream()
                .filter(plan ->
                        wanted == null || plan.gateway().namespacedName().equals(wanted))
                .filter(plan -> wanted != null
                        || request.port().isEmpty()
                        || Explanation.ports(plan, request.udp())
                                .contains(request.port().getAsInt()))
                .toList();
        if (plans.size() != 1) {
            return Page.text(
                    404,
                    (plans.isEmpty() ? "no Gateway for this request" : "several Gateways could get this request")
                            + ": choose one with `&gateway=`: "
                            + view.plans().stream()
                                    .map(plan -> plan.gateway().namespacedName())
                                    .toList()
                            + "\n");
        }
        Explanation explanation = Explanation.of(plans.get(0), request);
        return "json".equals(first(query, "format"))
                ? Page.json(200, Trees.json(ExplainTree.of(explanation, view::place)))
                : Page.text(200, ExplainText.of(explanation, view::place));
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
