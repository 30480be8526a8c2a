package io.gatewright.runtime.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date header, made once a second. For any thread. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private volatile Made made = new Made(Long.MIN_VALUE, "");

    HttpDate(InstantSource clock) {
        this.clock = clock;
    }

    private record Made(long second, String text) {}

    String now() {
        long second = Math.floorDiv(clock.millis(), 1000);
        Made last = made;
        if (last.second() != second) {
            last = new Made(second, FORMAT.format(Instant.ofEpochSecond(second)));
            made = last;
        }
        return last.text();
    }
}
