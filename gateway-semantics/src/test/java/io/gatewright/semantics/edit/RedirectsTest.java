package io.gatewright.semantics.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.semantics.match.Heads;
import io.gatewright.semantics.plan.FilterPlan.PathEdit;
import io.gatewright.semantics.plan.FilterPlan.Redirect;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectsTest {
    private static Redirect redirect(String scheme, String host, PathEdit path, Integer port, int status) {
        return new Redirect(
                Optional.ofNullable(scheme),
                Optional.ofNullable(host),
                Optional.ofNullable(path),
                Optional.ofNullable(port),
                status);
    }

    /** The cases of HTTPRouteRedirectPortAndScheme. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http,  80,   -,     -,    http://example.org/x",
                "http,  80,   -,     80,   http://example.org/x",
                "http,  80,   -,     8080, http://example.org:8080/x",
                "http,  80,   https, -,    https://example.org/x",
                "http,  80,   https, 443,  https://example.org/x",
                "http,  80,   https, 8443, https://example.org:8443/x",
                "http,  8080, -,     -,    http://example.org:8080/x",
                "http,  8080, -,     80,   http://example.org/x",
                "http,  8080, https, -,    https://example.org/x",
                "https, 443,  -,     -,    https://example.org/x",
                "https, 443,  -,     443,  https://example.org/x",
                "https, 443,  -,     8443, https://example.org:8443/x",
                "https, 443,  http,  -,    http://example.org/x",
                "https, 443,  http,  80,   http://example.org/x",
                "https, 443,  http,  8080, http://example.org:8080/x",
                // not in the suite: a port that is another scheme's own is written
                "http,  443,  -,     -,    http://example.org:443/x",
                "https, 8443, https, -,    https://example.org/x",
            })
    void port_and_scheme(String listenerScheme, int listenerPort, String scheme, Integer port, String location) {
        Redirects.Location answer = Redirects.location(
                redirect(scheme, "example.org", null, port, 302),
                Heads.get("redirect.example/x").head(listenerScheme),
                listenerPort,
                0);
        assertEquals(location, answer.uri());
        assertEquals(302, answer.status());
    }

    @Test
    void the_host_of_the_request_is_kept_without_its_port() {
        Redirect redirect = redirect("https", null, null, null, 301);
        Redirects.Location answer = Redirects.location(
                redirect, Heads.get("Shop.Example:8080/a?b=c").head(), 8080, 0);
        assertEquals("https://shop.example/a?b=c", answer.uri());
        assertEquals(301, answer.status());
        assertEquals(
                "https://[::1]/",
                Redirects.location(redirect, Heads.get("[::1]:80/").head(), 80, 0)
                        .uri());
    }

    @Test
    void the_path_is_edited_by_the_same_table_as_rewrites() {
        Heads request = Heads.get("h/original-prefix/lemon?q=1");
        Redirect prefix = redirect(null, null, new PathEdit(false, "/replacement-prefix"), null, 302);
        assertEquals(
                "http://h/replacement-prefix/lemon?q=1",
                Redirects.location(prefix, request.head(), 80, "/original-prefix".length())
                        .uri());
        Redirect full = redirect(null, "example.org", new PathEdit(true, "/full"), null, 307);
        Redirects.Location answer = Redirects.location(full, request.head(), 80, "/original-prefix".length());
        assertEquals("http://example.org/full?q=1", answer.uri());
        assertEquals(307, answer.status());
    }
}
