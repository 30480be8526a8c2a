package io.gatewright.k8s.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ApiObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CountPaceTest {
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1_000); // the clock may wrap
    private final CountPace pace = new CountPace(time::get);
    private final ApiObject none = gateway(0, "True");
    private final ApiObject one = gateway(1, "True");

    private static ApiObject gateway(int routes, String accepted) {
        return Declared.object("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: a}
                spec: {gatewayClassName: c, listeners: [{name: http, port: 80, protocol: HTTP}]}
                status:
                  listeners:
                  - name: http
                    attachedRoutes: %d
                    supportedKinds: []
                    conditions:
                    - {type: Accepted, status: "%s", reason: r, message: "", lastTransitionTime: "2026-11-27T09:00:00Z"}
                """.formatted(routes, accepted));
    }

    private void pass(Duration some) {
        time.addAndGet(some.toNanos());
    }

    @Test
    void a_condition_is_no_count() {
        assertTrue(CountPace.onlyCounts(none, one));
        assertFalse(CountPace.onlyCounts(none, gateway(1, "False")));
        pace.written(none);
        assertEquals(Duration.ZERO, pace.rest(none, gateway(1, "False")));
    }

    @Test
    void the_first_count_is_written_at_once() {
        pace.changed(one.ref());
        assertEquals(Duration.ZERO, pace.rest(none, one));
        pace.written(one);
        pass(CountPace.MOST);
        pace.changed(one.ref());
        assertTrue(pace.rest(none, one).toNanos() <= 0, "nothing was written for some seconds");
    }

    @Test
    void more_counts_wait_until_they_stay_the_same() {
        pace.written(none);
        for (int change = 0; change < 10; change++) {
            pass(CountPace.QUIET.dividedBy(2));
            pace.changed(none.ref());
            assertEquals(CountPace.QUIET, pace.rest(none, one));
        }
        pass(CountPace.QUIET);
        assertTrue(pace.rest(none, one).toNanos() <= 0);
    }

    @Test
    void counts_that_change_all_the_time_are_written_after_some_seconds() {
        pace.written(none);
        pass(CountPace.MOST.minusMillis(1));
        pace.changed(none.ref());
        assertEquals(Duration.ofMillis(1), pace.rest(none, one));
        pace.gone(none.ref());
        assertEquals(Duration.ZERO, pace.rest(none, one));
    }
}
