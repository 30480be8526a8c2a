package io.gatewright.semantics.match;

import io.gatewright.model.sorted.SharedTable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose keys are looked up as parts of a longer text, without cutting the part out: path prefixes from the
 * left, host suffixes from the right. One pass over the text answers which of all its parts that end at a separator are
 * keys. Immutable; changed copies share what they did not touch.
 */
final class Regions<V> {
    private static final long SEED = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private static final Regions<?> PREFIXES = new Regions<>(SharedTable.empty(), false);
    private static final Regions<?> SUFFIXES = new Regions<>(SharedTable.empty(), true);

    private final SharedTable<String, V> table;
    private final boolean fromEnd;

    private Regions(SharedTable<String, V> table, boolean fromEnd) {
        this.table = table;
        this.fromEnd = fromEnd;
    }

    /** None, for {@link #longestPrefix} and {@link #whole}. */
    @SuppressWarnings("unchecked") // it holds nothing
    static <V> Regions<V> prefixes() {
        return (Regions<V>) PREFIXES;
    }

    /** None, for {@link #longestSuffix}. */
    @SuppressWarnings("unchecked") // it holds nothing
    static <V> Regions<V> suffixes() {
        return (Regions<V>) SUFFIXES;
    }

    boolean isEmpty() {
        return table.size() == 0;
    }

    /** All values, in no order. */
    void forEach(Consumer<V> action) {
        table.forEach((key, value) -> action.accept(value));
    }

    /** To make another table of this one. */
    Editor<V> edit() {
        return new Editor<>(this);
    }

    /** Collects changes. */
    static final class Editor<V> {
        private final Regions<V> from;
        private final SharedTable.Editor<String, V> table;

        private Editor(Regions<V> from) {
            this.from = from;
            this.table = from.table.edit();
        }

        @Nullable
        V get(String key) {
            return table.get(from.hash(key), key);
        }

        /** Null takes the key out. */
        void put(String key, @Nullable V value) {
            if (value == null) {
                table.remove(from.hash(key), key);
            } else {
                table.put(from.hash(key), key, value);
            }
        }

        Regions<V> build() {
            SharedTable<String, V> built = table.build();
            return built == from.table ? from : new Regions<>(built, from.fromEnd);
        }
    }

    private int hash(String key) {
        return folded(hash(key, 0, key.length()));
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

    private static int folded(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    private @Nullable V get(String text, int from, int to, long hash) {
        int length = to - from;
        int folded = folded(hash);
        for (SharedTable.Link<String, V> link = table.chain(folded); link != null; link = link.next()) {
            if (link.hash() == folded
                    && link.key().length() == length
                    && text.regionMatches(from, link.key(), 0, length)) {
                return link.value();
            }
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
        if (table.size() == 0) {
            return null;
        }
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
