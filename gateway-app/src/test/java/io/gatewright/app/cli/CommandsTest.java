package io.gatewright.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that serve nothing, called in this process. */
class CommandsTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gateway}
            spec:
              gatewayClassName: gatewright
              listeners:
              - {name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}
            """;
    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: shop}
            spec:
              parentRefs: [{name: gateway}]
              hostnames: [shop.example.com]
              rules:
              - matches:
                - path: {type: PathPrefix, value: /cart}
                  method: GET
                filters:
                - type: RequestHeaderModifier
                  requestHeaderModifier: {add: [{name: x-team, value: red}]}
                - type: URLRewrite
                  urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}}
                backendRefs:
                - {name: cart, port: 80, weight: 9}
                - {name: missing, port: 80, weight: 1}
            """;
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: cart}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: cart-1, labels: {kubernetes.io/service-name: cart}}
            addressType: IPv4
            ports: [{name: "", port: 9000}]
            endpoints: [{addresses: [127.0.0.1]}]
            """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void files() throws IOException {
        write("1-gateway.yaml", GATEWAY);
        write("2-route.yaml", ROUTE);
        write("3-service.yaml", SERVICE);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private int run(String... arguments) {
        return runWith("", arguments);
    }

    private int runWith(String input, String... arguments) {
        out.reset();
        err.reset();
        return Main.run(
                arguments,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                false);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8).replace(folder.toString(), "DIR");
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).replace(folder.toString(), "DIR");
    }

    /** Some line of the text has all of these parts. */
    private static void assertLine(String text, String... parts) {
        assertTrue(
                text.lines().anyMatch(line -> List.of(parts).stream().allMatch(line::contains)),
                () -> String.join(" ... ", parts) + "\nin no line of\n" + text);
    }

    @Test
    void check_shows_objects_conditions_and_findings_with_their_places() {
        assertEquals(1, run("check", folder.toString()));
        assertLine(out(), "Gateway default/gateway", "Accepted", "DIR/1-gateway.yaml:1");
        assertLine(out(), "listener http", "1 route");
        assertLine(out(), "HTTPRoute default/shop", "ResolvedRefs=False (BackendNotFound)");
        assertLine(
                out(),
                "DIR/2-route.yaml:18:",
                "error: HTTPRoute default/shop: spec.rules[0].backendRefs[1]",
                "[BackendNotFound]");
        assertLine(out(), "4 objects, 1 error, 0 warnings");
        assertFalse(out().contains("\u001b"), out());
        assertFalse(out().contains("GatewayClass"), out());
    }

    @Test
    void check_of_what_is_right_says_so() throws Exception {
        write("4-missing.yaml", SERVICE.replace("cart", "missing"));
        assertEquals(0, run("check", folder.toString()));
        assertLine(out(), "6 objects, nothing to complain about");
    }

    @Test
    void check_says_where_a_document_cannot_be_read_and_judges_the_rest() throws Exception {
        write("2-route.yaml", ROUTE.replace("type: PathPrefix", "type: Prefix") + "---\nkind: [\n");
        assertEquals(1, run("check", folder.toString()));
        assertLine(
                out(),
                "DIR/2-route.yaml:9:",
                "error: HTTPRoute default/shop: spec.rules[0].matches[0].path.type",
                "Prefix");
        assertLine(out(), "DIR/2-route.yaml:2", "[syntax]");
        assertLine(out(), "Gateway default/gateway", "Accepted");
    }

    @Test
    void check_warns_of_rules_that_can_never_match_and_names_the_winner() throws Exception {
        write("2-route.yaml", ROUTE.replace("name: missing", "name: cart"));
        write("5-late.yaml", ROUTE.replace("name: shop}", "name: slow}").replace("name: missing", "name: cart"));
        assertEquals(0, run("check", folder.toString()));
        assertLine(
                out(),
                "DIR/5-late.yaml:8:",
                "warning: HTTPRoute default/slow: spec.rules[0]",
                "rule 0 of HTTPRoute default/shop (DIR/2-route.yaml:8)",
                "[ShadowedRule]");
        assertEquals(1, run("check", "--strict", folder.toString()));
    }

    @Test
    void check_warns_of_objects_that_lead_nowhere() throws Exception {
        write("2-route.yaml", ROUTE.replace("name: gateway}", "name: gatway}").replace("name: missing", "name: cart"));
        write(
                "4-other.yaml",
                GATEWAY.replace("name: gateway}", "name: other}").replace("Name: gatewright", "Name: nginx"));
        assertEquals(0, run("check", folder.toString()));
        assertLine(
                out(),
                "DIR/2-route.yaml:5:",
                "Gateway `default/gatway` is not declared: there is `default/gateway`",
                "[NoParent]");
        assertLine(out(), "DIR/4-other.yaml:5:", "GatewayClass `nginx` is not declared", "[ForeignClass]");
    }

    private static final String STREAMS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: streams}
            spec:
              gatewayClassName: gatewright
              listeners:
              - {name: bytes, port: 7000, protocol: TCP}
              - {name: grams, port: 7000, protocol: UDP}
              - {name: pass, port: 443, protocol: TLS, hostname: a.example.com, tls: {mode: Passthrough}}
              - {name: rest, port: 443, protocol: TLS, hostname: "*.example.org", tls: {mode: Passthrough}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {name: first}
            spec: {parentRefs: [{name: streams, sectionName: bytes}], rules: [{backendRefs: [{name: cart, port: 80}]}]}
            """;

    @Test
    void check_warns_of_attached_routes_that_get_no_connection() throws Exception {
        write("2-route.yaml", "");
        write("4-streams.yaml", STREAMS);
        assertEquals(0, run("check", folder.toString()));
        assertLine(out(), "nothing to complain about");
        String second = STREAMS.substring(STREAMS.indexOf("---") + 4).replace("first", "second");
        write("5-second.yaml", second);
        assertEquals(0, run("check", folder.toString()));
        assertLine(
                out(),
                "DIR/5-second.yaml:4:",
                "warning: TCPRoute default/second: spec.parentRefs: gets no connection on listener",
                "that is TCPRoute default/first (DIR/4-streams.yaml:12)",
                "[OutrankedRoute]");
        assertLine(out(), "0 errors, 1 warning");
        write("5-second.yaml", second.replace("TCPRoute", "TLSRoute").replace("sectionName: bytes}],", """
                sectionName: rest}], hostnames: ["*.example.org", b.example.org],"""));
        assertEquals(0, run("check", folder.toString()));
        assertLine(out(), "nothing to complain about");
    }

    @Test
    void check_warns_of_names_that_another_protocol_of_the_port_takes() throws Exception {
        write("2-route.yaml", "");
        write("4-streams.yaml", STREAMS.replace("*.example.org", "*.example.com"));
        write("5-names.yaml", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: TLSRoute
                metadata: {name: names}
                spec:
                  parentRefs: [{name: streams, sectionName: rest}]
                  hostnames: [a.example.com, b.example.com, "*.example.com"]
                  rules: [{backendRefs: [{name: cart, port: 80}]}]
                """);
        run("check", folder.toString());
        assertLine(
                out(),
                "warning: TLSRoute default/names: spec.parentRefs: gets no connection",
                "for `a.example.com`",
                "default/streams/pass (TLS)",
                "[HostnameTaken]");
        assertEquals(
                1, out().lines().filter(line -> line.contains("HostnameTaken")).count(), out());
    }

    @Test
    void explain_answers_about_connections() throws Exception {
        write("2-route.yaml", "");
        write("4-streams.yaml", STREAMS);
        assertEquals(0, run("explain", folder.toString(), "tcp://:7000"));
        assertLine(out(), "=> relayed to Service default/cart port 80, TCP, one of 127.0.0.1:9000");
        assertEquals(0, run("explain", folder.toString(), "udp://:7000", "--gateway", "default/streams"));
        assertLine(out(), "=> datagrams are dropped (route_not_found)");
        assertEquals(0, run("explain", folder.toString(), "tls://a.example.com", "-o", "json"));
        JsonNode tree = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertEquals("closed", tree.at("/end/type").asText());
        assertEquals("route_not_found", tree.at("/end/reason").asText());
        assertEquals(2, run("explain", folder.toString(), "tcp://host"));
        assertLine(err(), "`tcp://host`: expected a port");
    }

    @Test
    void check_reads_standard_input() {
        assertEquals(0, runWith(GATEWAY, "check", "-"));
        assertLine(out(), "Gateway default/gateway", "stdin:1");
    }

    @Test
    void check_writes_json_and_yaml_with_statuses_as_in_the_api() throws Exception {
        run("check", folder.toString(), "-o", "json");
        JsonNode tree = new ObjectMapper().readTree(out());
        assertEquals(1, tree.get("errors").asInt());
        assertEquals("BackendNotFound", tree.get("findings").get(0).get("rule").asText());
        assertEquals(18, tree.get("findings").get(0).get("line").asInt());
        JsonNode route = null;
        for (JsonNode object : tree.get("objects")) {
            route = object.get("kind").asText().equals("HTTPRoute") ? object : route;
        }
        assertEquals("gateway", route.at("/status/parents/0/parentRef/name").asText());
        assertEquals(
                "gatewright.io/controller",
                route.at("/status/parents/0/controllerName").asText());
        run("check", folder.toString(), "-o", "yaml");
        assertLine(out(), "- severity: error");
    }

    @Test
    void check_writes_sarif() throws Exception {
        assertEquals(1, run("check", folder.toString(), "-o", "sarif"));
        JsonNode tree = new ObjectMapper().readTree(out());
        assertEquals("2.1.0", tree.get("version").asText());
        JsonNode result = tree.at("/runs/0/results/0");
        assertEquals("BackendNotFound", result.get("ruleId").asText());
        assertEquals("error", result.get("level").asText());
        JsonNode place = result.at("/locations/0/physicalLocation");
        assertTrue(place.at("/artifactLocation/uri").asText().endsWith("/2-route.yaml"));
        assertEquals(18, place.at("/region/startLine").asInt());
    }

    @Test
    void explain_tells_the_way_of_a_request_that_is_forwarded() {
        assertEquals(
                0,
                run("explain", folder.toString(), "-X", "GET", "http://shop.example.com/cart/7?q=1", "-H", "x-a: b"));
        assertLine(out(), "at Gateway default/gateway, port 80");
        assertLine(out(), "listener", "taken", "Gateway/default/gateway/http");
        assertLine(out(), "rule 0 of HTTPRoute default/shop", "DIR/2-route.yaml:8");
        assertLine(out(), "90.0%", "weight 9", "cluster/Service/default/cart/80/HTTP1");
        assertLine(out(), "10.0%", "weight 1", "500");
        assertLine(out(), "=> forwarded to Service default/cart port 80", "127.0.0.1:9000");
        assertLine(out(), "GET /v2/7?q=1");
        assertLine(out(), "x-team: red");
        assertLine(out(), "x-a: b");
        assertLine(err(), "1 error in the objects: see `gatewright check`");
    }

    @Test
    void explain_tells_why_a_request_is_not_taken() {
        run("explain", folder.toString(), "-X", "POST", "http://shop.example.com/cart");
        assertLine(out(), "candidate", "skipped", "HTTPRoute default/shop rule 0 match 0", "method");
        assertLine(out(), "=> answered by the gateway: 404 (route_not_found)");
        assertLine(out(), "HTTPRoute default/shop rule 0", "GET /cart/*", "DIR/2-route.yaml:8");
        run("explain", folder.toString(), "http://www.example.org/");
        assertLine(out(), "404 (listener_not_found)");
        run("explain", folder.toString(), "http://shop.example.com/cart/../x");
        assertLine(out(), "400 (bad_path)");
        run("explain", folder.toString(), "http://shop.example.com:8080/cart");
        assertLine(out(), "=> no connection: nothing listens", "[80]");
        run("explain", folder.toString(), "https://shop.example.com:80/cart");
        assertLine(out(), "=> no connection: port 80 speaks clear text");
    }

    @Test
    void explain_writes_json() throws Exception {
        run("explain", folder.toString(), "http://shop.example.com/cart", "-o", "json");
        JsonNode tree = new ObjectMapper().readTree(out());
        assertEquals("forwarded", tree.at("/end/type").asText());
        assertEquals("/v2", tree.at("/end/request/target").asText());
        assertEquals("HTTPRoute/default/shop", tree.at("/rule/route").asText());
        assertEquals(10.0, tree.at("/shares/1/percent").asDouble());
        assertTrue(tree.get("steps").size() >= 4);
    }

    @Test
    void explain_asks_which_gateway_when_several_could_be_meant() throws Exception {
        write("4-second.yaml", GATEWAY.replace("name: gateway}", "name: second}"));
        assertEquals(2, run("explain", folder.toString(), "http://shop.example.com/cart"));
        assertLine(err(), "`--gateway`", "`default/gateway`, `default/second`");
        assertEquals(0, run("explain", folder.toString(), "http://shop.example.com/cart", "--gateway", "second"));
        assertLine(out(), "Gateway default/second");
        assertEquals(2, run("explain", folder.toString(), "http://shop.example.com/cart", "--gateway", "a/b"));
        assertLine(err(), "Gateway `a/b`: not found among `default/gateway`, `default/second`");
        assertEquals(2, run("explain", folder.toString(), "http://shop.example.com:81/cart"));
        assertLine(err(), "no Gateway listens on port 81: expected", "`default/gateway` has [80]");
    }

    @Test
    void plan_prints_what_the_data_plane_gets() throws Exception {
        assertEquals(0, run("plan", folder.toString()));
        assertLine(out(), "gateway: gateway.networking.k8s.io/Gateway/default/gateway");
        assertLine(out(), "- weight: 9");
        assertLine(out(), "reason: BackendNotFound");
        assertEquals(0, run("plan", folder.toString(), "-o", "json"));
        assertEquals(
                80, new ObjectMapper().readTree(out()).at("/0/listeners/0/port").asInt());
    }

    @Test
    void diff_tells_what_a_change_means() throws Exception {
        assertEquals(0, run("diff", folder.toString(), folder.toString()));
        assertEquals("", out());
        Path before = Files.createDirectory(folder.resolve("before"));
        Files.writeString(before.resolve("a.yaml"), GATEWAY + "---\n" + ROUTE + "---\n" + SERVICE);
        Path after = Files.createDirectory(folder.resolve("after"));
        Files.writeString(
                after.resolve("a.yaml"),
                GATEWAY + "---\n" + ROUTE.replace("weight: 9", "weight: 5") + "---\n" + SERVICE);
        assertEquals(1, run("diff", before.toString(), after.toString()));
        assertEquals("""
                Gateway default/gateway
                  ~ rule/HTTPRoute/default/shop/0
                      backends[0].weight: 9 -> 5
                """, out());
    }

    @Test
    void what_is_called_wrongly_ends_with_2_and_the_way_out() {
        assertEquals(2, run("check", folder.resolve("nothing").toString()));
        assertEquals("gatewright: `DIR/nothing`: no such file or folder\n", err());
        assertEquals(2, run("check"));
        assertLine(err(), "no path given: expected files or folders");
        assertEquals(2, run("check", folder.toString(), "-o", "xml"));
        assertLine(err(), "xml");
        assertLine(err(), "see `gatewright check --help`");
        assertEquals(2, run("explain", folder.toString()));
        assertLine(err(), "expected one URL");
        assertEquals(2, run("explain", folder.toString(), "http://a.b/", "-H", "novalue"));
        assertLine(err(), "header `novalue`: expected `name: value`");
        assertEquals(2, run("chekc"));
        assertLine(err(), "check");
        assertEquals("", out());
    }

    @Test
    void checking_nothing_is_not_praised() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(0, run("check", empty.toString()));
        assertLine(out(), "no object found: expected `.yaml`, `.yml` or `.json`");
    }

    @Test
    void help_and_version_are_there() {
        assertEquals(0, run("--help"));
        assertLine(out(), "explain");
        assertEquals(0, run());
        assertLine(out(), "check");
        assertEquals(0, run("check", "--help"));
        assertLine(out(), "kustomize build");
        assertEquals(0, run("--version"));
        assertLine(out(), "gatewright in development");
        assertEquals(0, run("version"));
        assertLine(out(), "Gateway API v1.7.0");
    }
}
