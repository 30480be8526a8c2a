package io.gatewright.model.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostnameTest {

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "EXAMPLE.Com., example.com",
        "*.Example.com, *.example.com",
        "a, a",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "1.2.3, 1.2.3",
        "1.2.3.4.example, 1.2.3.4.example"
    })
    void a_name_is_normalised_when_it_is_read(String written, String text) {
        assertEquals(text, Hostname.of(written).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "*.",
                "*.*.com",
                "a.*.com",
                "*a.com",
                "-a.com",
                "a-.com",
                "a..com",
                "a.com..",
                "a_b.com",
                "a.com:80",
                "127.0.0.1",
                "*.127.0.0.1",
                "::1",
                "[::1]",
                "bücher.example",
                "a b",
                "a.com\n"
            })
    void what_is_no_name_is_not_read(String written) {
        assertEquals(Optional.empty(), Hostname.parse(written));
    }

    @Test
    void a_label_has_63_characters_and_a_name_253() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertEquals(253, longest.length());
        assertTrue(Hostname.parse(longest).isPresent());
        assertTrue(Hostname.parse(longest + ".").isPresent());
        assertFalse(Hostname.parse(longest + "a").isPresent());
        assertFalse(Hostname.parse("a".repeat(64)).isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "*.example.com, a.example.com, true",
        "*.example.com, a.b.c.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, badexample.com, false",
        "*.example.com, a.example.com.evil, false",
        "example.com, example.com, true",
        "example.com, a.example.com, false",
        "example.com, example.co, false"
    })
    void a_wildcard_stands_for_one_label_or_more(String name, String host, boolean matches) {
        assertEquals(matches, Hostname.of(name).matches(host));
    }

    @ParameterizedTest
    @CsvSource({
        "a.com, a.com, a.com",
        "a.com, b.com, -",
        "*.a.com, b.a.com, b.a.com",
        "*.a.com, c.b.a.com, c.b.a.com",
        "*.a.com, a.com, -",
        "*.a.com, *.a.com, *.a.com",
        "*.a.com, *.b.a.com, *.b.a.com",
        "*.a.com, *.b.com, -",
        "*.a.com, *.ba.com, -"
    })
    void the_narrower_of_two_names_is_what_they_share(String a, String b, String shared) {
        Optional<Hostname> expected = shared.equals("-") ? Optional.empty() : Hostname.parse(shared);
        assertEquals(expected, Hostname.intersect(Hostname.of(a), Hostname.of(b)));
        assertEquals(expected, Hostname.intersect(Hostname.of(b), Hostname.of(a)));
    }

    @Test
    void the_natural_order_puts_the_most_specific_first() {
        assertEquals(
                List.of("www.example.com", "a.com", "*.www.example.com", "*.example.com", "*.example.net", "*.com"),
                Stream.of("*.com", "*.example.net", "*.example.com", "a.com", "*.www.example.com", "www.example.com")
                        .map(Hostname::of)
                        .sorted()
                        .map(Hostname::text)
                        .toList());
    }

    @Property
    void the_intersection_matches_exactly_what_both_match(
            @ForAll("names") Hostname a, @ForAll("names") Hostname b, @ForAll("hosts") String host) {
        boolean both = a.matches(host) && b.matches(host);
        boolean shared = Hostname.intersect(a, b).filter(h -> h.matches(host)).isPresent();
        assertEquals(both, shared, a + " and " + b + " for " + host);
    }

    @Property
    void a_name_that_covers_another_matches_all_that_the_other_matches(
            @ForAll("names") Hostname wide, @ForAll("names") Hostname narrow, @ForAll("hosts") String host) {
        if (wide.covers(narrow) && narrow.matches(host)) {
            assertTrue(wide.matches(host), wide + " covers " + narrow + " but misses " + host);
        }
        assertTrue(wide.covers(wide));
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of("a", "b", "ab").list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels));
    }

    @Provide
    Arbitrary<Hostname> names() {
        return Arbitraries.oneOf(hosts(), hosts().map("*."::concat)).map(Hostname::of);
    }
}
