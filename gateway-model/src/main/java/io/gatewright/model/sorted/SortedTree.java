package io.gatewright.model.sorted;

import io.gatewright.model.name.Experimental;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map whose changed copies share all they did not touch: an AVL tree with copied paths, so a change
 * costs the logarithm of the size, and so does finding each difference between a tree and one that was made from it. Equal
 * by content. Neither keys nor values are null. Any thread.
 *
 * @param <K> keys, in their natural order
 * @param <V> values
 */
@Experimental
public final class SortedTree<K extends Comparable<K>, V> {
    private final @Nullable Branch<K, V> root;

    /** The values in order, made once when first asked for. Racing threads make equal lists; either may win. */
    private @Nullable List<V> values;

    private SortedTree(@Nullable Branch<K, V> root) {
        this.root = root;
    }

    /** Hears of one difference between two trees. */
    @FunctionalInterface
    public interface Difference<K, V> {
        /**
         * One key whose value is not the same in both.
         *
         * @param before null if the key is new
         * @param now null if the key is gone
         */
        void at(K key, @Nullable V before, @Nullable V now);
    }

    /** The tree without keys. */
    public static <K extends Comparable<K>, V> SortedTree<K, V> empty() {
        return new SortedTree<>(null);
    }

    /**
     * A tree with the content of a map: at no cost if the map is {@link #asMap} of one, else linear.
     *
     * @param map in the natural order of its keys
     */
    public static <K extends Comparable<K>, V> SortedTree<K, V> copyOf(SortedMap<K, V> map) {
        if (map instanceof TreeMapView<K, V> view && view.whole()) {
            return view.tree();
        }
        List<Map.Entry<K, V>> entries = new ArrayList<>(map.size());
        map.forEach((key, value) -> entries.add(Map.entry(key, value)));
        return new SortedTree<>(Branch.of(entries, 0, entries.size()));
    }

    /** Number of keys; known without counting. */
    public int size() {
        return Branch.size(root);
    }

    /** Whether there is no key. */
    public boolean isEmpty() {
        return root == null;
    }

    /** The value of a key, or null. */
    public @Nullable V get(K key) {
        Branch<K, V> at = root;
        while (at != null) {
            int order = key.compareTo(at.key);
            if (order == 0) {
                return at.value;
            }
            at = order < 0 ? at.left : at.right;
        }
        return null;
    }

    /** This tree with a value put in; this very tree if that very value is there already. */
    public SortedTree<K, V> with(K key, V value) {
        Branch<K, V> changed = Branch.put(root, key, value);
        return changed == root ? this : new SortedTree<>(changed);
    }

    /** This tree with a key taken out; this very tree if the key is not in it. */
    public SortedTree<K, V> without(K key) {
        return get(key) == null ? this : new SortedTree<>(Branch.remove(root, key));
    }

    /** The values in the order of their keys. */
    public List<V> values() {
        List<V> made = values;
        if (made == null) {
            List<V> all = new ArrayList<>(size());
            Branch.walk(root, (key, value) -> all.add(value));
            made = Collections.unmodifiableList(all);
            values = made;
        }
        return made;
    }

    /**
     * The values of a run of neighbouring keys.
     *
     * @param position negative for keys before the run, zero within, positive after it
     */
    public List<V> range(ToIntFunction<K> position) {
        List<V> found = new ArrayList<>();
        Branch.collect(root, position, (key, value) -> found.add(value));
        return Collections.unmodifiableList(found);
    }

    /** As {@link #range}, with the keys. */
    public void forEachIn(ToIntFunction<K> position, BiConsumer<K, V> action) {
        Branch.collect(root, position, action);
    }

    /** All keys and values, in order. */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Branch.walk(root, action);
    }

    /** The same as a map that cannot be modified: a view, made at no cost. */
    public SortedMap<K, V> asMap() {
        return new TreeMapView<>(this, null, null);
    }

    /**
     * Tells, in the order of the keys, where this tree is not as it was: values that are other objects and not equal. Costs
     * little more than the number of differences if one tree was made from the other, and is linear otherwise.
     */
    public void since(SortedTree<K, V> before, Difference<K, V> difference) {
        Differences.between(before.root, root, difference);
    }

    @Nullable
    Branch<K, V> root() {
        return root;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SortedTree<?, ?> that
                && (root == that.root
                        || size() == that.size() && keysAndValues().equals(that.keysAndValues()));
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /** Numbers only: values may be secret. */
    @Override
    public String toString() {
        return "SortedTree of " + size();
    }

    private List<Object> keysAndValues() {
        List<Object> all = new ArrayList<>(2 * size());
        Branch.walk(root, (key, value) -> {
            all.add(key);
            all.add(value);
        });
        return all;
    }
}
