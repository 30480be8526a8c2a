package io.gatewright.runtime.upstream;

import java.util.concurrent.TimeUnit;

/**
 * Passive health of one endpoint, as one event loop sees it: after some failures in a row it is avoided for a while, longer
 * each time. Avoided is not excluded: when all endpoints are avoided, all are used.
 */
final class Health {
    private static final int FAILURES = 3;
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);
    private static final int LONGEST = 5;

    private int failures;
    private int ejections;
    private long until;

    /** A response head came, whatever its status. */
    void success() {
        failures = 0;
        ejections = 0;
    }

    /** No connection, or a connection that died before a response. */
    void failure(long now) {
        if (++failures >= FAILURES) {
            failures = 0;
            until = now + (PAUSE << Math.min(ejections, LONGEST));
            ejections++;
        }
    }

    boolean avoided(long now) {
        return ejections > 0 && until - now > 0;
    }
}
