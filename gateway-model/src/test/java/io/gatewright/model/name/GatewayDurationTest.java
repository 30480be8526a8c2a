package io.gatewright.model.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayDurationTest {
    /** The pattern of the CRDs, said once more to compare with. */
    private static final String PATTERN = "([0-9]{1,5}(h|m|s|ms)){1,4}";

    @ParameterizedTest
    @CsvSource({
        "0s, 0",
        "10s, 10000",
        "500ms, 500",
        "1h30m, 5400000",
        "1s1s, 2000",
        "1ms1m, 60001",
        "010s, 10000",
        "99999h, 359996400000"
    })
    void parts_are_decimal_and_added(String text, long millis) {
        GatewayDuration read = GatewayDuration.of(text);
        assertEquals(Duration.ofMillis(millis), read.duration());
        assertEquals(text, read.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "s", "-1s", "1.5s", "1 s", "1S", "1d", "100000s", "1s1s1s1s1s", "1s ", "1m2", "١s"})
    void what_gep_2257_does_not_allow_is_not_read(String text) {
        assertEquals(Optional.empty(), GatewayDuration.parse(text));
        assertThrows(IllegalArgumentException.class, () -> GatewayDuration.of(text));
    }

    @Test
    void the_same_time_in_other_words_is_another_value() {
        assertNotEquals(GatewayDuration.of("60s"), GatewayDuration.of("1m"));
        assertEquals(
                GatewayDuration.of("60s").duration(), GatewayDuration.of("1m").duration());
        assertTrue(GatewayDuration.of("0h0ms").isZero());
    }

    @Property
    void every_text_of_the_pattern_is_read(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 99_999) Integer> numbers, @ForAll int seed) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size(); i++) {
            text.append(numbers.get(i)).append(List.of("h", "m", "s", "ms").get(Math.floorMod(seed + i, 4)));
        }
        assertTrue(GatewayDuration.parse(text.toString()).isPresent(), text.toString());
    }

    @Property(tries = 5_000)
    void reading_accepts_exactly_the_pattern(
            @ForAll @net.jqwik.api.constraints.Chars({'0', '7', 'h', 'm', 's', '-'}) @StringLength(max = 8)
                    String text) {
        assertEquals(text.matches(PATTERN), GatewayDuration.parse(text).isPresent(), text);
    }
}
