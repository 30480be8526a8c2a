package io.gatewright.runtime.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HopByHopTest {

    private static FlatHeaders headers(String... fields) {
        FlatHeaders headers = new FlatHeaders();
        for (int i = 0; i < fields.length; i += 2) {
            headers.append(new AsciiString(fields[i]), new AsciiString(fields[i + 1]));
        }
        return headers;
    }

    private static List<String> names(HttpHeaders headers) {
        return List.copyOf(headers.names());
    }

    @Test
    void what_connection_names_is_taken_off_whatever_its_case_and_number() {
        FlatHeaders headers = headers(
                "Connection",
                "x-A , close,",
                "x-a",
                "1",
                "X-b",
                "2",
                "X-A",
                "3",
                "connection",
                "X-B,absent",
                "x-c",
                "4");
        assertEquals(new HopByHop.Options(true, false, false), HopByHop.strip(headers));
        assertEquals(List.of("x-c"), names(headers));
    }

    @Test
    void what_says_where_a_message_ends_or_who_sent_it_stays() {
        FlatHeaders headers = headers(
                "Connection",
                "Content-Length, X-Forwarded-For, Host, Via, keep-alive",
                "Content-Length",
                "3",
                "Via",
                "a");
        headers.append("X-Forwarded-For", "10.0.0.1");
        assertEquals(new HopByHop.Options(false, true, false), HopByHop.strip(headers));
        assertEquals(List.of("Content-Length", "Via", "X-Forwarded-For"), names(headers));
    }

    /** Counted in looks at a name: a limit of time would depend on the machine. */
    @Test
    void the_work_does_not_grow_with_fields_times_options() {
        int fields = 200;
        int options = 10_000;
        AtomicInteger looks = new AtomicInteger();
        FlatHeaders headers = new FlatHeaders();
        headers.append(
                "connection", IntStream.range(0, options).mapToObj(i -> "x" + i).collect(Collectors.joining(",")));
        for (int i = 0; i < fields; i++) {
            headers.append(new Counted("y" + i, looks), "");
        }
        HopByHop.strip(headers);
        assertEquals(fields, headers.size());
        assertTrue(looks.get() < 100 * fields, looks + " looks at names");
    }

    /** A name that counts how often it is compared. */
    private record Counted(String name, AtomicInteger looks) implements CharSequence {
        @Override
        public int length() {
            looks.incrementAndGet();
            return name.length();
        }

        @Override
        public char charAt(int index) {
            return name.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return name.subSequence(start, end);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
