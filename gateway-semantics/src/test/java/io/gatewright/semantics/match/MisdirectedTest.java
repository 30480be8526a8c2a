package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gatewright.semantics.plan.ListenerPlan.Protocol;
import io.gatewright.semantics.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisdirectedTest {
    private static final String PATH = "/detect-misdirected-requests";

    private static final Router ROUTER = Router.of(Plans.plan()
            .listen("all", 443, Protocol.HTTPS, "")
            .listen("second", 443, Protocol.HTTPS, "second-example.org")
            .listen("wildcard", 443, Protocol.HTTPS, "*.wildcard.org")
            .listen("fourth", 443, Protocol.HTTPS, "fourth-example.wildcard.org")
            .http("one")
            .on("all", "example.org")
            .on("second", "second-example.org")
            .rule(Plans.prefix(PATH))
            .done()
            .http("two")
            .narrowed("wildcard", "*.wildcard.org", "*.wildcard.org")
            .rule(Plans.prefix(PATH))
            .done()
            .http("three")
            .on("fourth", "fourth-example.wildcard.org")
            .rule(Plans.prefix(PATH))
            .done()
            .build());

    /** The 15 pairs of HTTPRouteHTTPSListenerDetectMisdirectedRequests. */
    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, 200",
        "example.org, second-example.org, 421",
        "example.org, unknown-example.org, 404",
        "second-example.org, second-example.org, 200",
        "second-example.org, example.org, 421",
        "second-example.org, unknown-example.org, 421",
        "third-example.wildcard.org, third-example.wildcard.org, 200",
        "third-example.wildcard.org, fith-example.wildcard.org, 200",
        "third-example.wildcard.org, fourth-example.wildcard.org, 421",
        "third-example.wildcard.org, second-example.org, 421",
        "third-example.wildcard.org, unknown-example.org, 421",
        "fourth-example.wildcard.org, fourth-example.wildcard.org, 200",
        "fourth-example.wildcard.org, fith-example.wildcard.org, 421",
        "unknown-example.org, example.org, 200",
        "unknown-example.org, unknown-example.org, 404",
    })
    void server_name_and_host_together_decide(String serverName, String host, int status) {
        Router.Port port = ROUTER.port(443);
        assertNotNull(port);
        Router.Listener selected = port.listener(serverName);
        assertNotNull(selected);
        Misdirected verdict = Misdirected.judge(port, selected.key(), host);
        assertEquals(
                status,
                switch (verdict) {
                    case MISDIRECTED -> 421;
                    case NOT_FOUND -> 404;
                    case SERVE -> {
                        Match match =
                                selected.hosts().match(Heads.get(host + PATH).head("https"), Trace.NONE);
                        yield match == null ? 404 : 200;
                    }
                });
    }

    @Test
    void without_a_listener_for_the_host_it_is_not_found() {
        Router.Port port = Router.of(Plans.plan()
                        .listen("one", 443, Protocol.HTTPS, "a.example.org")
                        .listen("two", 443, Protocol.HTTPS, "b.example.org")
                        .build())
                .port(443);
        assertNotNull(port);
        assertEquals(Misdirected.NOT_FOUND, Misdirected.judge(port, Plans.listener("one"), "c.example.org"));
        assertEquals(Misdirected.MISDIRECTED, Misdirected.judge(port, Plans.listener("one"), "b.example.org"));
        assertEquals(Misdirected.SERVE, Misdirected.judge(port, Plans.listener("one"), "a.example.org"));
    }

    @Test
    void on_clear_text_the_host_alone_selects() {
        Router.Port port = Router.of(Plans.plan()
                        .listen("one", 80, Protocol.HTTP, "a.example.org")
                        .build())
                .port(80);
        assertNotNull(port);
        assertEquals(Misdirected.SERVE, Misdirected.judge(port, null, "a.example.org"));
        assertEquals(Misdirected.NOT_FOUND, Misdirected.judge(port, null, "b.example.org"));
    }

    @Test
    void a_connection_whose_listener_is_gone_is_misdirected() {
        Router.Port port = ROUTER.port(443);
        assertNotNull(port);
        assertEquals(Misdirected.MISDIRECTED, Misdirected.judge(port, Plans.listener("removed"), "example.org"));
    }
}
