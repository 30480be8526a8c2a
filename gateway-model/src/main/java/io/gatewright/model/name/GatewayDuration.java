package io.gatewright.model.name;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Optional;

/**
 * A length of time as the Gateway API writes it (GEP-2257): one to four numbers of one to five decimal digits, each with
 * a unit {@code h}, {@code m}, {@code s} or {@code ms}. Units may repeat and come in any order; the parts are added.
 * {@code 0s} is zero, which the fields of the API read as "no limit".
 *
 * <p>The text is kept, so that an object is written back as it was read; {@code 60s} and {@code 1m} are therefore
 * different values of the same {@link #duration()}.
 */
public final class GatewayDuration {
    private static final int MAX_PARTS = 4;
    private static final int MAX_DIGITS = 5;

    private final String text;
    private final Duration duration;

    private GatewayDuration(String text, Duration duration) {
        this.text = text;
        this.duration = duration;
    }

    /** Reads a duration; empty when the text does not follow GEP-2257. */
    public static Optional<GatewayDuration> parse(String text) {
        long millis = 0;
        int at = 0;
        int parts = 0;
        while (at < text.length()) {
            int digits = at;
            long number = 0;
            while (digits < text.length() && isDigit(text.charAt(digits))) {
                number = number * 10 + (text.charAt(digits++) - '0');
                if (digits - at > MAX_DIGITS) {
                    return Optional.empty();
                }
            }
            if (digits == at || ++parts > MAX_PARTS) {
                return Optional.empty();
            }
            if (text.startsWith("ms", digits)) {
                millis += number;
                at = digits + 2;
            } else {
                long unit = digits < text.length() ? unitMillis(text.charAt(digits)) : 0;
                if (unit == 0) {
                    return Optional.empty();
                }
                millis += number * unit;
                at = digits + 1;
            }
        }
        return parts == 0 ? Optional.empty() : Optional.of(new GatewayDuration(text, Duration.ofMillis(millis)));
    }

    /**
     * The same for text known to be valid.
     *
     * @throws IllegalArgumentException when {@link #parse} would be empty
     */
    @JsonCreator
    public static GatewayDuration of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("`" + text
                        + "` is no duration: expected up to four numbers with a unit of h, m, s or ms, as in `1m30s`"));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long unitMillis(char unit) {
        return switch (unit) {
            case 'h' -> 3_600_000;
            case 'm' -> 60_000;
            case 's' -> 1_000;
            default -> 0;
        };
    }

    /** The text as written. */
    @JsonValue
    public String text() {
        return text;
    }

    /** The length of time, of millisecond precision, never negative. */
    public Duration duration() {
        return duration;
    }

    public boolean isZero() {
        return duration.isZero();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GatewayDuration that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
