package io.gatewright.semantics.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.match.Heads;
import io.gatewright.semantics.plan.FilterPlan.Cors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsDecisionTest {
    private static final Cors NAMED = new Cors(
            List.of("https://www.foo.com", "https://*.bar.com"),
            true,
            List.of("GET", "OPTIONS"),
            List.of("x-header-1", "x-header-2"),
            List.of("x-header-3", "x-header-4"),
            3600);
    private static final Cors ANY_METHOD =
            new Cors(List.of("https://www.foo.com"), false, List.of("*"), List.of("x-a"), List.of(), 5);
    private static final Cors ANY_ORIGIN = new Cors(List.of("*"), false, List.of("PUT"), List.of("x-a"), List.of(), 5);
    private static final Cors ALL_WITH_CREDENTIALS =
            new Cors(List.of("*"), true, List.of("*"), List.of("*"), List.of("*", "x-a"), 5);
    private static final Cors ALL = new Cors(List.of("*"), false, List.of("*"), List.of("*"), List.of("*"), 5);

    private static CorsDecision preflight(Cors cors, String origin, String method, String headers) {
        Heads request = Heads.request("OPTIONS", "h/", "origin: " + origin, "access-control-request-method: " + method);
        if (!headers.isEmpty()) {
            request.set("access-control-request-headers", headers);
        }
        return CorsDecision.of(cors, "OPTIONS", request);
    }

    private static CorsDecision actual(Cors cors, String method, String origin) {
        return CorsDecision.of(cors, method, Heads.request(method, "h/", "origin: " + origin));
    }

    /** The headers of the answer on top of what a backend may have sent. */
    private static Heads answer(CorsDecision decision, String... fromBackend) {
        Heads response = Heads.get("h/", fromBackend);
        CorsHeaderSet headers = decision.fold(
                CorsDecision.Preflight::headers,
                refused -> new CorsHeaderSet(true, List.of(), false),
                CorsDecision.Forward::headers);
        headers.apply(response);
        return response;
    }

    /** Cases 1 and 2: an exact origin, the wildcard with one label and with several. */
    @ParameterizedTest
    @CsvSource({"https://www.foo.com", "https://www.bar.com", "https://xpto.www.bar.com"})
    void preflight_of_an_allowed_origin(String origin) {
        CorsDecision decision = preflight(NAMED, origin, "GET", "x-header-1, x-header-2");
        assertInstanceOf(CorsDecision.Preflight.class, decision);
        Heads answer = answer(decision);
        assertEquals(origin, answer.header("access-control-allow-origin"));
        assertEquals("GET,OPTIONS", answer.header("access-control-allow-methods"));
        assertEquals("x-header-1,x-header-2", answer.header("access-control-allow-headers"));
        assertEquals("x-header-3,x-header-4", answer.header("access-control-expose-headers"));
        assertEquals("3600", answer.header("access-control-max-age"));
        assertEquals("true", answer.header("access-control-allow-credentials"));
        assertEquals("Origin", answer.header("vary"));
    }

    /** Case 3. */
    @Test
    void preflight_of_another_origin_is_refused_without_headers() {
        CorsDecision decision = preflight(NAMED, "https://foobar.com", "GET", "x-header-1");
        assertInstanceOf(CorsDecision.Refused.class, decision);
    }

    /** Case 4. */
    @Test
    void other_requests_are_forwarded_whatever_their_origin() {
        CorsDecision allowed = actual(NAMED, "GET", "https://www.foo.com");
        assertInstanceOf(CorsDecision.Forward.class, allowed);
        Heads answer = answer(allowed);
        assertEquals("https://www.foo.com", answer.header("access-control-allow-origin"));
        assertEquals("true", answer.header("access-control-allow-credentials"));
        assertNull(answer.header("access-control-allow-methods"));
        assertNull(answer.header("access-control-max-age"));
        CorsDecision other = actual(NAMED, "GET", "https://foobar.com");
        assertInstanceOf(CorsDecision.Forward.class, other);
        assertNull(answer(other, "access-control-allow-origin: *").header("access-control-allow-origin"));
    }

    /** Case 5. */
    @Test
    void any_method_without_credentials() {
        Heads answer = answer(preflight(ANY_METHOD, "https://www.foo.com", "POST", ""));
        assertEquals("*", answer.header("access-control-allow-methods"));
        assertEquals("https://www.foo.com", answer.header("access-control-allow-origin"));
        assertNull(answer.header("access-control-allow-credentials"));
    }

    /** Case 6. */
    @ParameterizedTest
    @CsvSource({"https://www.foo.com", "https://www.foo.com:12345"})
    void any_origin_without_credentials(String origin) {
        Heads answer = answer(preflight(ANY_ORIGIN, origin, "PUT", ""));
        assertEquals("*", answer.header("access-control-allow-origin"));
        assertEquals("PUT", answer.header("access-control-allow-methods"));
        assertNull(answer.header("vary"));
        assertEquals("*", answer(actual(ANY_ORIGIN, "PUT", origin)).header("access-control-allow-origin"));
    }

    /** Case 7. */
    @Test
    void everything_with_credentials_repeats_what_was_asked() {
        Heads answer = answer(preflight(ALL_WITH_CREDENTIALS, "https://other.com", "PUT", "x-header-1, x-header-2"));
        assertEquals("https://other.com", answer.header("access-control-allow-origin"));
        assertEquals("PUT", answer.header("access-control-allow-methods"));
        assertEquals("x-header-1, x-header-2", answer.header("access-control-allow-headers"));
        assertEquals("true", answer.header("access-control-allow-credentials"));
        assertEquals("x-a", answer.header("access-control-expose-headers"));
        Heads got = answer(actual(ALL_WITH_CREDENTIALS, "GET", "https://other.com"));
        assertEquals("https://other.com", got.header("access-control-allow-origin"));
        assertEquals("true", got.header("access-control-allow-credentials"));
        assertNull(answer(preflight(ALL_WITH_CREDENTIALS, "https://other.com", "PUT", ""))
                .header("access-control-allow-headers"));
    }

    /** Case 8. */
    @Test
    void everything_without_credentials() {
        Heads answer = answer(preflight(ALL, "https://other.com", "PUT", "authorization"));
        assertEquals("*", answer.header("access-control-allow-origin"));
        assertEquals("*", answer.header("access-control-allow-methods"));
        assertEquals("authorization", answer.header("access-control-allow-headers"));
        assertEquals("*", answer.header("access-control-expose-headers"));
        assertNull(answer.header("access-control-allow-credentials"));
        assertEquals(
                "*", answer(preflight(ALL, "https://other.com", "PUT", "")).header("access-control-allow-headers"));
    }

    @Test
    void max_age_is_five_seconds_unless_given() {
        Cors none = new Cors(List.of("*"), false, List.of("GET"), List.of(), List.of(), 0);
        Heads answer = answer(preflight(none, "https://a.com", "GET", ""));
        assertEquals("5", answer.header("access-control-max-age"));
        assertNull(answer.header("access-control-allow-headers"));
    }

    @Test
    void options_without_the_request_method_header_is_no_preflight() {
        assertInstanceOf(CorsDecision.Forward.class, actual(NAMED, "OPTIONS", "https://www.foo.com"));
        Heads get = Heads.get("h/", "origin: https://www.foo.com", "access-control-request-method: PUT");
        assertInstanceOf(CorsDecision.Forward.class, CorsDecision.of(NAMED, "GET", get));
    }

    @Test
    void without_origin_nothing_is_touched_but_caches_are_told() {
        CorsDecision decision = CorsDecision.of(NAMED, "GET", Heads.get("h/"));
        Heads answer = answer(decision, "access-control-allow-origin: https://mine.com", "vary: Accept-Encoding");
        assertEquals("https://mine.com", answer.header("access-control-allow-origin"));
        assertEquals("Accept-Encoding,Origin", answer.header("vary"));
        assertNull(answer(CorsDecision.of(ANY_ORIGIN, "GET", Heads.get("h/"))).header("vary"));
    }

    @Test
    void headers_of_the_backend_are_replaced_and_not_doubled() {
        Heads answer = answer(
                actual(NAMED, "GET", "https://www.foo.com"),
                "access-control-allow-origin: *",
                "access-control-allow-methods: DELETE",
                "vary: origin");
        assertEquals(List.of("https://www.foo.com"), answer.all("access-control-allow-origin"));
        assertNull(answer.header("access-control-allow-methods"));
        assertEquals("origin", answer.header("vary"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.com,      https://a.com:443, true",
        "https://a.com:443,  https://a.com,     true",
        "http://a.com,       http://a.com:80,   true",
        "https://a.com,      http://a.com,      false",
        "https://a.com,      https://a.com:8443, false",
        "https://a.com:8443, https://a.com:8443, true",
        "https://A.com,      HTTPS://a.COM,     true",
        "https://*.bar.com,  https://bar.com,   false",
        "https://*.bar.com,  https://xbar.com,  false",
        "https://*.bar.com,  https://x.bar.com:8443, false",
        "https://*.bar.com:8443, https://x.y.bar.com:8443, true",
        "https://*.bar.com,  https://x.bar.com.evil.com, false",
        "https://*.bar.com,  https://*.bar.com, false",
        "https://*.bar.com,  https://evil.com/.bar.com, false",
        "https://*.bar.com,  https://evil.com@x.bar.com, false",
        "https://*,          https://any.where, true",
        "https://*,          http://any.where,  false",
        "https://*,          null,              false",
        "*,                  null,              true",
        "*,                  capacitor://localhost, true",
        "https://a.com,      nonsense,          false",
        "https://a.com,      https://a.com:,    false",
        "https://a.com,      https://a.com:99999, false",
        "https://[::1],      https://[::1]:443, true",
    })
    void origins_are_compared_by_scheme_host_and_port(String allowed, String origin, boolean expected) {
        Cors cors = new Cors(List.of(allowed), false, List.of("GET"), List.of(), List.of(), 5);
        assertEquals(expected, Origins.allowed(cors, origin));
    }

    @Test
    void the_null_origin_never_gets_credentials() {
        assertFalse(Origins.allowed(ALL_WITH_CREDENTIALS, "null"));
        assertTrue(Origins.allowed(ALL, "null"));
    }
}
