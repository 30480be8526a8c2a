package io.gatewright.app.control;

import java.time.Duration;

/**
 * How long events are collected before they are worked on together.
 *
 * @param quiet work begins when nothing has come for this long
 * @param most work begins at the latest so long after the first event
 */
public record Pace(Duration quiet, Duration most) {
    /** A few milliseconds: less than anybody notices, enough to take a burst at once. */
    public static final Pace DEFAULT = new Pace(Duration.ofMillis(3), Duration.ofMillis(50));
}
