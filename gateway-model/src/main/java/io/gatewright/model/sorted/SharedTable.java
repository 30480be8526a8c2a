package io.gatewright.model.sorted;

import io.gatewright.model.name.Experimental;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash table whose changed copies share what they did not touch: a table of pages, of which a change copies one.
 * A look-up costs what it costs in a hash map; a change costs about the square root of the size. Its content has no order, so
 * whoever needs one sorts. Neither keys nor values are null. Any thread.
 *
 * @param <K> keys, by {@link Object#equals}
 * @param <V> values
 */
@Experimental
public final class SharedTable<K, V> {
    /** Up to so many keys are one chain: most tables are as small, and there are many of them. */
    private static final int ONE_CHAIN = 4;

    private static final SharedTable<?, ?> EMPTY = new SharedTable<>(pages(1), 0);

    private final @Nullable Link<K, V>[][] pages;
    private final int size;
    private final int mask;
    private final int shift;
    private final int pageMask;

    private SharedTable(@Nullable Link<K, V>[][] pages, int size) {
        this.pages = pages;
        this.size = size;
        this.pageMask = pages[0].length - 1;
        this.shift = Integer.bitCount(pageMask);
        this.mask = pages.length * pages[0].length - 1;
    }

    /** One key with its value, and the next one of the same slot: for look-ups by a part of something larger. */
    public static final class Link<K, V> {
        private final int hash;
        private final K key;
        private final V value;
        private final @Nullable Link<K, V> next;

        private Link(int hash, K key, V value, @Nullable Link<K, V> next) {
            this.hash = hash;
            this.key = key;
            this.value = value;
            this.next = next;
        }

        /** As it was given with the key. */
        public int hash() {
            return hash;
        }

        public K key() {
            return key;
        }

        public V value() {
            return value;
        }

        /** Another key of the same slot, which need not have the same hash. */
        public @Nullable Link<K, V> next() {
            return next;
        }
    }

    /** The table without keys. */
    @SuppressWarnings("unchecked") // it holds nothing
    public static <K, V> SharedTable<K, V> empty() {
        return (SharedTable<K, V>) EMPTY;
    }

    /** Number of keys. */
    public int size() {
        return size;
    }

    /** The value of a key that was put in with its own {@link Object#hashCode}, or null. */
    public @Nullable V get(K key) {
        return get(hash(key), key);
    }

    /** The value of a key, or null. */
    public @Nullable V get(int hash, K key) {
        return get(chain(hash), hash, key);
    }

    /** The keys among which one of this hash is, if it is there. */
    public @Nullable Link<K, V> chain(int hash) {
        int slot = hash & mask;
        return pages[slot >>> shift][slot & pageMask];
    }

    private static <K, V> @Nullable V get(@Nullable Link<K, V> chain, int hash, K key) {
        for (Link<K, V> link = chain; link != null; link = link.next) {
            if (link.hash == hash && link.key.equals(key)) {
                return link.value;
            }
        }
        return null;
    }

    /** All keys and values, in no order. */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        for (@Nullable Link<K, V>[] page : pages) {
            for (Link<K, V> chain : page) {
                for (Link<K, V> link = chain; link != null; link = link.next) {
                    action.accept(link.key, link.value);
                }
            }
        }
    }

    /** To make another table of this one, which stays as it is. */
    public Editor<K, V> edit() {
        return new Editor<>(this);
    }

    /** Spreads what keys have in their upper bits, since slots are chosen by the lower ones. */
    private static int hash(Object key) {
        int hash = key.hashCode();
        return hash ^ hash >>> 16;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type parameters
    private static <K, V> @Nullable Link<K, V>[][] pages(int capacity) {
        int inPage = 1 << (Integer.numberOfTrailingZeros(capacity) + 1) / 2;
        return new Link[capacity / inPage][inPage];
    }

    /** Collects changes and copies each page once, however many there are. Used by one thread. */
    public static final class Editor<K, V> {
        private final SharedTable<K, V> from;
        private @Nullable Link<K, V>[][] pages;
        private boolean[] own;
        private int size;
        private boolean changed;

        private Editor(SharedTable<K, V> from) {
            this.from = from;
            this.pages = from.pages;
            this.own = new boolean[pages.length];
            this.size = from.size;
        }

        /** The value of a key as it is by now, or null. */
        public @Nullable V get(K key) {
            return get(hash(key), key);
        }

        /** The value of a key as it is by now, or null. */
        public @Nullable V get(int hash, K key) {
            int slot = hash & pages.length * pages[0].length - 1;
            return SharedTable.get(pages[slot / pages[0].length][slot & pages[0].length - 1], hash, key);
        }

        /** Puts in a value under the key's own {@link Object#hashCode}. */
        public void put(K key, V value) {
            put(hash(key), key, value);
        }

        /**
         * Puts in a value, in place of the one that the key may have.
         *
         * @param hash of the key, the same as in look-ups; its lower bits should differ from key to key
         */
        public void put(int hash, K key, V value) {
            V before = get(hash, key);
            if (before == value) {
                return;
            }
            if (before == null && size >= capacityFor(pages)) {
                resize(2 * (size + 1));
            }
            @Nullable Link<K, V>[] page = page(hash);
            int place = hash & page.length - 1;
            page[place] = new Link<>(hash, key, value, before == null ? page[place] : without(page[place], hash, key));
            size += before == null ? 1 : 0;
        }

        /** Takes out a key that was put in with its own {@link Object#hashCode}, if it is there. */
        public void remove(K key) {
            remove(hash(key), key);
        }

        /** Takes out a key, if it is there. */
        public void remove(int hash, K key) {
            if (get(hash, key) == null) {
                return;
            }
            @Nullable Link<K, V>[] page = page(hash);
            int place = hash & page.length - 1;
            page[place] = without(page[place], hash, key);
            size--;
            if (size < pages.length * pages[0].length / 8) {
                resize(size);
            }
        }

        /** The changed table; the very one that this began with if nothing was changed. The editor is then used up. */
        public SharedTable<K, V> build() {
            if (!changed) {
                return from;
            }
            return size == 0 ? empty() : new SharedTable<>(pages, size);
        }

        private @Nullable Link<K, V>[] page(int hash) {
            if (!changed) {
                pages = pages.clone();
                changed = true;
            }
            int number = (hash & pages.length * pages[0].length - 1) / pages[0].length;
            if (!own[number]) {
                pages[number] = pages[number].clone();
                own[number] = true;
            }
            return pages[number];
        }

        private static int capacityFor(@Nullable Link<?, ?>[][] pages) {
            int slots = pages.length * pages[0].length;
            return slots == 1 ? ONE_CHAIN : slots;
        }

        private void resize(int expected) {
            int slots = expected <= ONE_CHAIN ? 1 : Integer.highestOneBit(expected) * 2;
            @Nullable Link<K, V>[][] before = pages;
            pages = SharedTable.pages(slots);
            own = new boolean[pages.length];
            Arrays.fill(own, true);
            changed = true;
            for (@Nullable Link<K, V>[] page : before) {
                for (Link<K, V> chain : page) {
                    for (Link<K, V> link = chain; link != null; link = link.next) {
                        @Nullable Link<K, V>[] to = page(link.hash);
                        int place = link.hash & to.length - 1;
                        to[place] = new Link<>(link.hash, link.key, link.value, to[place]);
                    }
                }
            }
        }

        /** A chain without one of its keys; in which order the others follow is nothing to anybody. */
        private static <K, V> @Nullable Link<K, V> without(@Nullable Link<K, V> chain, int hash, K key) {
            Link<K, V> rest = chain;
            Link<K, V> passed = null;
            while (rest != null && !(rest.hash == hash && rest.key.equals(key))) {
                passed = new Link<>(rest.hash, rest.key, rest.value, passed);
                rest = rest.next;
            }
            Link<K, V> result = rest == null ? null : rest.next;
            for (Link<K, V> link = passed; link != null; link = link.next) {
                result = new Link<>(link.hash, link.key, link.value, result);
            }
            return result;
        }
    }
}
