package io.gatewright.model.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map whose changed copies share all they did not touch: an AVL tree with copied paths, so a change
 * costs the logarithm of the size. Equal by content.
 */
final class SortedTree<K extends Comparable<K>, V> {
    private final @Nullable Branch<K, V> root;

    /** The values in order, made once when first asked for. Racing threads make equal lists; either may win. */
    private @Nullable List<V> values;

    private SortedTree(@Nullable Branch<K, V> root) {
        this.root = root;
    }

    static <K extends Comparable<K>, V> SortedTree<K, V> empty() {
        return new SortedTree<>(null);
    }

    int size() {
        return size(root);
    }

    @Nullable
    V get(K key) {
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

    SortedTree<K, V> with(K key, V value) {
        return new SortedTree<>(put(root, key, value));
    }

    /** The same tree when the key is not in it. */
    SortedTree<K, V> without(K key) {
        return get(key) == null ? this : new SortedTree<>(remove(root, key));
    }

    List<V> values() {
        List<V> made = values;
        if (made == null) {
            List<V> all = new ArrayList<>(size());
            walk(root, (key, value) -> all.add(value));
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
    List<V> range(ToIntFunction<K> position) {
        List<V> found = new ArrayList<>();
        collect(root, position, found);
        return Collections.unmodifiableList(found);
    }

    void forEach(BiConsumer<K, V> action) {
        walk(root, action);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof SortedTree<?, ?> that)) {
            return false;
        }
        return root == that.root || size() == that.size() && keysAndValues().equals(that.keysAndValues());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> keysAndValues() {
        List<Object> all = new ArrayList<>(2 * size());
        walk(root, (key, value) -> {
            all.add(key);
            all.add(value);
        });
        return all;
    }

    private static <K, V> void walk(@Nullable Branch<K, V> at, BiConsumer<? super K, ? super V> action) {
        if (at != null) {
            walk(at.left, action);
            action.accept(at.key, at.value);
            walk(at.right, action);
        }
    }

    private static <K, V> void collect(@Nullable Branch<K, V> at, ToIntFunction<K> position, List<V> found) {
        if (at == null) {
            return;
        }
        int where = position.applyAsInt(at.key);
        if (where >= 0) {
            collect(at.left, position, found);
        }
        if (where == 0) {
            found.add(at.value);
        }
        if (where <= 0) {
            collect(at.right, position, found);
        }
    }

    private static <K extends Comparable<K>, V> Branch<K, V> put(@Nullable Branch<K, V> at, K key, V value) {
        if (at == null) {
            return new Branch<>(key, value, null, null);
        }
        int order = key.compareTo(at.key);
        if (order == 0) {
            return new Branch<>(key, value, at.left, at.right);
        }
        return order < 0
                ? balanced(at.key, at.value, put(at.left, key, value), at.right)
                : balanced(at.key, at.value, at.left, put(at.right, key, value));
    }

    private static <K extends Comparable<K>, V> @Nullable Branch<K, V> remove(@Nullable Branch<K, V> at, K key) {
        if (at == null) {
            return null;
        }
        int order = key.compareTo(at.key);
        if (order < 0) {
            return balanced(at.key, at.value, remove(at.left, key), at.right);
        }
        if (order > 0) {
            return balanced(at.key, at.value, at.left, remove(at.right, key));
        }
        if (at.left == null || at.right == null) {
            return at.left == null ? at.right : at.left;
        }
        Branch<K, V> next = at.right;
        while (next.left != null) {
            next = next.left;
        }
        return balanced(next.key, next.value, at.left, remove(at.right, next.key));
    }

    private static <K, V> Branch<K, V> balanced(
            K key, V value, @Nullable Branch<K, V> left, @Nullable Branch<K, V> right) {
        if (height(left) > height(right) + 1) {
            Branch<K, V> high = Objects.requireNonNull(left);
            if (height(high.left) >= height(high.right)) {
                return new Branch<>(high.key, high.value, high.left, new Branch<>(key, value, high.right, right));
            }
            Branch<K, V> middle = Objects.requireNonNull(high.right);
            return new Branch<>(
                    middle.key,
                    middle.value,
                    new Branch<>(high.key, high.value, high.left, middle.left),
                    new Branch<>(key, value, middle.right, right));
        }
        if (height(right) > height(left) + 1) {
            Branch<K, V> high = Objects.requireNonNull(right);
            if (height(high.right) >= height(high.left)) {
                return new Branch<>(high.key, high.value, new Branch<>(key, value, left, high.left), high.right);
            }
            Branch<K, V> middle = Objects.requireNonNull(high.left);
            return new Branch<>(
                    middle.key,
                    middle.value,
                    new Branch<>(key, value, left, middle.left),
                    new Branch<>(high.key, high.value, middle.right, high.right));
        }
        return new Branch<>(key, value, left, right);
    }

    private static int height(@Nullable Branch<?, ?> branch) {
        return branch == null ? 0 : branch.height;
    }

    private static int size(@Nullable Branch<?, ?> branch) {
        return branch == null ? 0 : branch.size;
    }

    private static final class Branch<K, V> {
        final K key;
        final V value;
        final @Nullable Branch<K, V> left;
        final @Nullable Branch<K, V> right;
        final int height;
        final int size;

        Branch(K key, V value, @Nullable Branch<K, V> left, @Nullable Branch<K, V> right) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            this.height = 1 + Math.max(SortedTree.height(left), SortedTree.height(right));
            this.size = 1 + SortedTree.size(left) + SortedTree.size(right);
        }
    }
}
