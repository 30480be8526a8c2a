package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * HPACK on the way out: the fields of one block are collected and checked, then encoded, so that a block which must not be sent
 * leaves no trace in the table that both sides share. Netty's encoder does the work; it reads the fields from here, without a
 * map of its own.
 */
final class HeaderEncoder {
    /** What SETTINGS_MAX_HEADER_LIST_SIZE counts for a field besides its bytes. */
    private static final int OVERHEAD = 32;

    private static final int USUAL = 32;
    private static final int LARGE_HEAD = 2048;
    /** Beyond it the arrays of one large block are not kept. */
    private static final int KEPT = 256;

    private final DefaultHttp2HeadersEncoder hpack =
            new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true);
    private final Fields fields = new Fields();
    private CharSequence[] names = new CharSequence[USUAL];
    private CharSequence[] values = new CharSequence[USUAL];
    private int count;
    private long size;
    private long most = Long.MAX_VALUE;
    private long smallestTable = -1;
    private long lastTable;

    /**
     * The size of the table that the peer allows; the next block tells it what became of that. Of many sizes until then the
     * smallest and the last one count (RFC 7541, 4.2).
     */
    void tableSize(long bytes) {
        smallestTable = smallestTable < 0 ? bytes : Math.min(smallestTable, bytes);
        lastTable = bytes;
    }

    private void resize() throws Http2Exception {
        if (smallestTable >= 0) {
            if (smallestTable < lastTable) {
                hpack.maxHeaderTableSize(smallestTable);
            }
            hpack.maxHeaderTableSize(lastTable);
            smallestTable = -1;
        }
    }

    /** The largest block that the peer takes. */
    void listSize(long bytes) {
        most = bytes;
    }

    /** Whether the fields collected are more than the peer takes. */
    boolean tooLarge() {
        return size > most;
    }

    /** Forgets what was collected: a connection that waits holds no fields. */
    void begin() {
        Arrays.fill(names, 0, count, null);
        Arrays.fill(values, 0, count, null);
        if (names.length > KEPT) {
            names = new CharSequence[USUAL];
            values = new CharSequence[USUAL];
        }
        count = 0;
        size = 0;
    }

    /** Adds a pseudo header, whose value is checked. */
    void pseudo(AsciiString name, CharSequence value) {
        value(value);
        append(name, value);
    }

    /** @throws IllegalArgumentException if a name or value may not be sent */
    void fields(HttpHeaders from) {
        if (from instanceof FlatHeaders flat) {
            for (int i = 0; i < flat.size(); i++) {
                field(flat.name(i), flat.value(i));
            }
            return;
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> entries = from.iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            field(entry.getKey(), entry.getValue());
        }
    }

    private void field(CharSequence name, CharSequence value) {
        value(value);
        append(name(name), value);
    }

    private void append(CharSequence name, CharSequence value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        names[count] = alone(name);
        values[count++] = alone(value);
        size += name.length() + value.length() + OVERHEAD;
    }

    /** The table keeps names and values for long, which must not be parts of large heads. */
    private static CharSequence alone(CharSequence value) {
        return value instanceof AsciiString text
                        && text.array().length > LARGE_HEAD
                        && text.array().length > 4 * text.length()
                ? new AsciiString(text.array(), text.arrayOffset(), text.length(), true)
                : value;
    }

    private static void value(CharSequence value) {
        if (!Chars.isFieldValue(value)) {
            throw bad();
        }
    }

    /** In lower case (RFC 9113, 8.2.1). */
    private static CharSequence name(CharSequence name) {
        if (Chars.isLowerToken(name)) {
            return name;
        }
        if (!Chars.isToken(name)) {
            throw bad();
        }
        return AsciiString.of(name).toLowerCase();
    }

    private static IllegalArgumentException bad() {
        return new IllegalArgumentException("header holds characters that may not be sent");
    }

    /** Writes what was collected, and forgets it. */
    void encode(int stream, ByteBuf out) {
        try {
            resize();
            hpack.encodeHeaders(stream, fields, out);
        } catch (Http2Exception e) {
            throw new IllegalStateException("fields that were checked can be encoded", e);
        } finally {
            begin();
        }
    }

    void close() {
        hpack.close();
    }

    /** The fields as Netty's encoder asks for them: in their order, twice at most, each looked at before the next. */
    private final class Fields extends DefaultHttp2Headers {
        private final Walk walk = new Walk();

        Fields() {
            super(false, 2);
        }

        @Override
        public int size() {
            return count;
        }

        @Override
        public boolean isEmpty() {
            return count == 0;
        }

        @Override
        public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
            walk.at = -1;
            return walk;
        }
    }

    private final class Walk
            implements Iterator<Map.Entry<CharSequence, CharSequence>>, Map.Entry<CharSequence, CharSequence> {
        private int at;

        @Override
        public boolean hasNext() {
            return at + 1 < count;
        }

        @Override
        public Map.Entry<CharSequence, CharSequence> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            at++;
            return this;
        }

        @Override
        public CharSequence getKey() {
            return names[at];
        }

        @Override
        public CharSequence getValue() {
            return values[at];
        }

        @Override
        public CharSequence setValue(CharSequence value) {
            throw new UnsupportedOperationException("fields are lent for one block");
        }
    }
}
