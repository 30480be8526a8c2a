package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Headers in one array, name after value, in their order. A message has a dozen of them, of which few are asked for: to
 * compare a dozen lengths costs less than to hash every name, and one array less than an object for each. The decoders bound
 * how many there can be. Nothing is validated: the decoders have done it, the encoders do it once more.
 */
final class FlatHeaders extends HttpHeaders {
    private static final int USUAL = 24;
    private CharSequence[] fields;
    private int end;

    FlatHeaders() {
        this(USUAL / 2);
    }

    /** @param most how many fields there is room for without growing */
    FlatHeaders(int most) {
        fields = new CharSequence[2 * most];
    }

    /** For encoders: how many there are. */
    @Override
    public int size() {
        return end / 2;
    }

    CharSequence name(int i) {
        return fields[2 * i];
    }

    CharSequence value(int i) {
        return fields[2 * i + 1];
    }

    /** The value of the first field of that name, not made into a string. */
    @Nullable
    CharSequence first(CharSequence name) {
        int at = find(name, 0);
        return at < 0 ? null : fields[at + 1];
    }

    /** Whether there is more than one field of that name. */
    boolean repeated(CharSequence name) {
        int at = find(name, 0);
        return at >= 0 && find(name, at + 2) >= 0;
    }

    void append(CharSequence name, CharSequence value) {
        if (end == fields.length) {
            fields = Arrays.copyOf(fields, Math.max(USUAL, 2 * end));
        }
        fields[end++] = name;
        fields[end++] = value;
    }

    private static boolean same(CharSequence one, CharSequence other) {
        return one == other || one.length() == other.length() && AsciiString.contentEqualsIgnoreCase(one, other);
    }

    private int find(CharSequence name, int from) {
        for (int i = from; i < end; i += 2) {
            if (same(fields[i], name)) {
                return i;
            }
        }
        return -1;
    }

    private static CharSequence text(Object value) {
        return value instanceof CharSequence chars ? chars : value.toString();
    }

    @Override
    public @Nullable String get(CharSequence name) {
        int at = find(name, 0);
        return at < 0 ? null : fields[at + 1].toString();
    }

    @Override
    public @Nullable String get(String name) {
        return get((CharSequence) name);
    }

    @Override
    public List<String> getAll(CharSequence name) {
        int at = find(name, 0);
        if (at < 0) {
            return List.of();
        }
        int next = find(name, at + 2);
        if (next < 0) {
            return List.of(fields[at + 1].toString());
        }
        List<String> all = new ArrayList<>();
        for (int i = at; i >= 0; i = find(name, i + 2)) {
            all.add(fields[i + 1].toString());
        }
        return all;
    }

    @Override
    public List<String> getAll(String name) {
        return getAll((CharSequence) name);
    }

    @Override
    public Iterator<? extends CharSequence> valueCharSequenceIterator(CharSequence name) {
        return getAll(name).iterator();
    }

    @Override
    public Iterator<String> valueStringIterator(CharSequence name) {
        return getAll(name).iterator();
    }

    @Override
    public boolean contains(CharSequence name) {
        return find(name, 0) >= 0;
    }

    @Override
    public boolean contains(String name) {
        return find(name, 0) >= 0;
    }

    @Override
    public boolean isEmpty() {
        return end == 0;
    }

    @Override
    public Set<String> names() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < end; i += 2) {
            String name = fields[i].toString();
            if (seen.add(name)) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public List<Map.Entry<String, String>> entries() {
        List<Map.Entry<String, String>> entries = new ArrayList<>(size());
        for (int i = 0; i < end; i += 2) {
            entries.add(Map.entry(fields[i].toString(), fields[i + 1].toString()));
        }
        return entries;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in Netty all the same
    public Iterator<Map.Entry<String, String>> iterator() {
        return entries().iterator();
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return at < end;
            }

            @Override
            public Map.Entry<CharSequence, CharSequence> next() {
                if (at >= end) {
                    throw new NoSuchElementException();
                }
                at += 2;
                return Map.entry(fields[at - 2], fields[at - 1]);
            }
        };
    }

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        append(name, text(value));
        return this;
    }

    @Override
    public HttpHeaders add(String name, Object value) {
        return add((CharSequence) name, value);
    }

    @Override
    public HttpHeaders add(CharSequence name, Iterable<?> values) {
        values.forEach(value -> append(name, text(value)));
        return this;
    }

    @Override
    public HttpHeaders add(String name, Iterable<?> values) {
        return add((CharSequence) name, values);
    }

    @Override
    public HttpHeaders addInt(CharSequence name, int value) {
        return add(name, Integer.toString(value));
    }

    @Override
    public HttpHeaders addShort(CharSequence name, short value) {
        return addInt(name, value);
    }

    @Override
    public HttpHeaders set(CharSequence name, Object value) {
        remove(name);
        return add(name, value);
    }

    @Override
    public HttpHeaders set(String name, Object value) {
        return set((CharSequence) name, value);
    }

    @Override
    public HttpHeaders set(CharSequence name, Iterable<?> values) {
        remove(name);
        return add(name, values);
    }

    @Override
    public HttpHeaders set(String name, Iterable<?> values) {
        return set((CharSequence) name, values);
    }

    @Override
    public HttpHeaders setInt(CharSequence name, int value) {
        return set(name, Integer.toString(value));
    }

    @Override
    public HttpHeaders setShort(CharSequence name, short value) {
        return setInt(name, value);
    }

    @Override
    public HttpHeaders remove(CharSequence name) {
        int to = find(name, 0);
        if (to < 0) {
            return this;
        }
        for (int i = to + 2; i < end; i += 2) {
            if (!same(fields[i], name)) {
                fields[to] = fields[i];
                fields[to + 1] = fields[i + 1];
                to += 2;
            }
        }
        Arrays.fill(fields, to, end, null);
        end = to;
        return this;
    }

    @Override
    public HttpHeaders remove(String name) {
        return remove((CharSequence) name);
    }

    @Override
    public HttpHeaders clear() {
        Arrays.fill(fields, 0, end, null);
        end = 0;
        return this;
    }

    @Override
    public HttpHeaders copy() {
        FlatHeaders copy = new FlatHeaders(0);
        copy.fields = Arrays.copyOf(fields, Math.max(end + 8, USUAL));
        copy.end = end;
        return copy;
    }

    @Override
    public @Nullable Integer getInt(CharSequence name) {
        String text = get(name);
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public int getInt(CharSequence name, int otherwise) {
        Integer value = getInt(name);
        return value == null ? otherwise : value;
    }

    @Override
    public @Nullable Short getShort(CharSequence name) {
        Integer value = getInt(name);
        return value == null || value != value.shortValue() ? null : value.shortValue();
    }

    @Override
    public short getShort(CharSequence name, short otherwise) {
        Short value = getShort(name);
        return value == null ? otherwise : value;
    }

    /** Dates are texts here. */
    @Override
    public @Nullable Long getTimeMillis(CharSequence name) {
        return null;
    }

    @Override
    public long getTimeMillis(CharSequence name, long otherwise) {
        return otherwise;
    }
}
