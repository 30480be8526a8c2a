package io.gatewright.model.sorted;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A tree, or the part of it between two keys, as a map that cannot be modified. */
@SuppressWarnings("JdkObsolete") // as much of a sorted map as anybody here asks for
final class TreeMapView<K extends Comparable<K>, V> extends AbstractMap<K, V> implements SortedMap<K, V> {
    private final SortedTree<K, V> tree;
    private final @Nullable K from;
    private final @Nullable K to;

    /**
     * @param from the first key that belongs to it; null for no bound
     * @param to the first key beyond it; null for no bound
     */
    TreeMapView(SortedTree<K, V> tree, @Nullable K from, @Nullable K to) {
        this.tree = tree;
        this.from = from;
        this.to = to;
    }

    boolean whole() {
        return from == null && to == null;
    }

    SortedTree<K, V> tree() {
        return tree;
    }

    @Override
    public @Nullable Comparator<? super K> comparator() {
        return null;
    }

    @Override
    public SortedMap<K, V> subMap(K fromKey, K toKey) {
        if (fromKey.compareTo(toKey) > 0) {
            throw new IllegalArgumentException("from " + fromKey + " to " + toKey);
        }
        K low = from != null && from.compareTo(fromKey) > 0 ? from : fromKey;
        K high = to != null && to.compareTo(toKey) < 0 ? to : toKey;
        return new TreeMapView<>(tree, low, high);
    }

    @Override
    public SortedMap<K, V> headMap(K toKey) {
        return new TreeMapView<>(tree, from, to != null && to.compareTo(toKey) < 0 ? to : toKey);
    }

    @Override
    public SortedMap<K, V> tailMap(K fromKey) {
        return new TreeMapView<>(tree, from != null && from.compareTo(fromKey) > 0 ? from : fromKey, to);
    }

    @Override
    public K firstKey() {
        return entrySet().iterator().next().getKey();
    }

    @Override
    public K lastKey() {
        @Nullable K last = null;
        Branch<K, V> at = tree.root();
        while (at != null) {
            if (to != null && at.key.compareTo(to) >= 0) {
                at = at.left;
            } else {
                last = at.key;
                at = at.right;
            }
        }
        if (last == null || !inside(last)) {
            throw new NoSuchElementException("the map is empty");
        }
        return last;
    }

    @Override
    public int size() {
        return Math.max(0, before(to, Branch.size(tree.root())) - before(from, 0));
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        // as the contract of maps has it, a key of another type is an error of the caller
        @SuppressWarnings("unchecked")
        K wanted = (K) key;
        return wanted != null && inside(wanted) ? tree.get(wanted) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return TreeMapView.this.size();
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        boolean same =
                other instanceof TreeMapView<?, ?> view && whole() && view.whole() && tree.root() == view.tree.root();
        return same || super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    private boolean inside(K key) {
        return (from == null || key.compareTo(from) >= 0) && (to == null || key.compareTo(to) < 0);
    }

    /** How many keys come before this one. */
    private int before(@Nullable K key, int ifNone) {
        if (key == null) {
            return ifNone;
        }
        int count = 0;
        Branch<K, V> at = tree.root();
        while (at != null) {
            if (at.key.compareTo(key) < 0) {
                count += 1 + Branch.size(at.left);
                at = at.right;
            } else {
                at = at.left;
            }
        }
        return count;
    }

    private final class Entries implements Iterator<Map.Entry<K, V>> {
        private final Deque<Branch<K, V>> path = new ArrayDeque<>();

        Entries() {
            Branch<K, V> at = tree.root();
            while (at != null) {
                if (from != null && at.key.compareTo(from) < 0) {
                    at = at.right;
                } else {
                    path.push(at);
                    at = at.left;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !path.isEmpty() && (to == null || path.getFirst().key.compareTo(to) < 0);
        }

        @Override
        public Map.Entry<K, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no further entry");
            }
            Branch<K, V> next = path.pop();
            for (Branch<K, V> at = next.right; at != null; at = at.left) {
                path.push(at);
            }
            return Map.entry(next.key, next.value);
        }
    }
}
