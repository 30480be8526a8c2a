package io.gatewright.semantics.match;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose keys are looked up as parts of a longer text, without cutting the part out: path prefixes from the
 * left, host suffixes from the right. One pass over the text answers which of all its parts that end at a separator are
 * keys. Immutable.
 */
final class Regions<V> {
    private static final long SEED = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private final boolean fromEnd;
    private final int mask;
    private final @Nullable String[] keys;
    private final @Nullable Object[] values;

    private Regions(Map<String, V> entries, boolean fromEnd) {
        this.fromEnd = fromEnd;
        int capacity = Integer.highestOneBit(Math.max(2, entries.size() * 2)) * 2;
        this.mask = capacity - 1;
        this.keys = new String[capacity];
        this.values = new Object[capacity];
        entries.forEach(this::insert);
    }

    /** For {@link #longestPrefix} and {@link #whole}. */
    static <V> Regions<V> prefixes(Map<String, V> entries) {
        return new Regions<>(entries, false);
    }

    /** For {@link #longestSuffix}. */
    static <V> Regions<V> suffixes(Map<String, V> entries) {
        return new Regions<>(entries, true);
    }

    private void insert(String key, V value) {
        int slot = slot(hash(key, 0, key.length()));
        while (keys[slot] != null) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    private long hash(String text, int from, int to) {
        long hash = SEED;
        for (int i = 0; i < to - from; i++) {
            hash = step(hash, text.charAt(fromEnd ? to - 1 - i : from + i));
        }
        return hash;
    }

    private static long step(long hash, char c) {
        return (hash ^ c) * PRIME;
    }

    private int slot(long hash) {
        return (int) (hash ^ (hash >>> 32)) & mask;
    }

    @SuppressWarnings("unchecked")
    private @Nullable V get(String text, int from, int to, long hash) {
        int length = to - from;
        int slot = slot(hash);
        for (String key = keys[slot]; key != null; key = keys[slot]) {
            if (key.length() == length && text.regionMatches(from, key, 0, length)) {
                return (V) values[slot];
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    /** The value of the key that equals this part of the text. */
    @Nullable
    V whole(String text, int from, int to) {
        return get(text, from, to, hash(text, from, to));
    }

    /**
     * The value of the longest key that is a prefix of {@code path} in whole segments and shorter than {@code limit}. The
     * empty key is the root.
     */
    @Nullable
    V longestPrefix(String path, int limit) {
        V best = null;
        long hash = SEED;
        for (int at = 0; at < limit; at++) {
            boolean end = at == path.length();
            if (end || path.charAt(at) == '/') {
                V found = get(path, 0, at, hash);
                best = found != null ? found : best;
            }
            if (end) {
                break;
            }
            hash = step(hash, path.charAt(at));
        }
        return best;
    }

    /** The value of the longest key that starts with a dot, ends {@code host} and leaves something in front of it. */
    @Nullable
    V longestSuffix(String host) {
        V best = null;
        long hash = SEED;
        for (int at = host.length() - 1; at > 0; at--) {
            char c = host.charAt(at);
            hash = step(hash, c);
            if (c == '.') {
                V found = get(host, at, host.length(), hash);
                best = found != null ? found : best;
            }
        }
        return best;
    }
}
