package io.gatewright.runtime.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FlatHeadersTest {
    private static final List<String> NAMES = List.of("a", "A", "b", "host", "Host", "content-length");

    /** One edit of headers. */
    record Edit(int kind, String name, String value) {
        void apply(HttpHeaders headers) {
            CharSequence ascii = new AsciiString(name);
            switch (kind) {
                case 0 -> headers.add(name, value);
                case 1 -> headers.add(ascii, new AsciiString(value));
                case 2 -> headers.set(name, value);
                case 3 -> headers.set(ascii, List.of(value, "more"));
                case 4 -> headers.remove(name);
                case 5 -> headers.addInt(ascii, value.length());
                default -> headers.remove(ascii);
            }
        }
    }

    @Property(tries = 500)
    void they_are_what_netty_s_headers_are(@ForAll("edits") List<Edit> edits) {
        HttpHeaders flat = new FlatHeaders();
        HttpHeaders known =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (Edit edit : edits) {
            edit.apply(flat);
            edit.apply(known);
            same(known, flat);
        }
        HttpHeaders copy = flat.copy();
        flat.clear();
        assertTrue(flat.isEmpty());
        same(known, copy);
    }

    private static void same(HttpHeaders known, HttpHeaders flat) {
        assertEquals(known.size(), flat.size());
        assertEquals(known.isEmpty(), flat.isEmpty());
        for (String name : NAMES) {
            assertEquals(known.get(name), flat.get(name));
            assertEquals(known.get(new AsciiString(name)), flat.get(new AsciiString(name)));
            assertEquals(known.getAll(name), flat.getAll(name));
            assertEquals(known.contains(name), flat.contains(name));
            assertEquals(known.containsValue(name, "x", true), flat.containsValue(name, "x", true));
            assertEquals(known.getInt(name), flat.getInt(name));
        }
        // Netty's order is that of insertion too, except that a name set anew keeps no place
        List<String> lines = flat.entries().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
        assertEquals(
                known.entries().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .toList(),
                lines);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        Arbitrary<Edit> edit = Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.of(NAMES),
                        Arbitraries.of("x", "X", "", "12", "long value"))
                .as(Edit::new);
        return edit.list().ofMaxSize(40);
    }

    @Test
    void first_and_repeated_tell_one_field_from_several() {
        FlatHeaders headers = new FlatHeaders();
        assertNull(headers.first("host"));
        headers.add("Host", "a");
        assertFalse(headers.repeated("host"));
        headers.add("hOST", "b");
        assertEquals("a", headers.first("host"));
        assertTrue(headers.repeated("host"));
    }

    @Test
    void the_iterator_ends() {
        FlatHeaders headers = new FlatHeaders();
        headers.add("a", "b");
        var entries = headers.iteratorCharSequence();
        assertEquals("b", entries.next().getValue());
        assertFalse(entries.hasNext());
        assertThrows(NoSuchElementException.class, entries::next);
    }
}
