package io.gatewright.model.sorted;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A node of an AVL tree with all that hangs below it; null stands for an empty one. Immutable. */
final class Branch<K, V> {
    final K key;
    final V value;
    final @Nullable Branch<K, V> left;
    final @Nullable Branch<K, V> right;
    final int height;
    final int size;

    private Branch(K key, V value, @Nullable Branch<K, V> left, @Nullable Branch<K, V> right) {
        this.key = key;
        this.value = value;
        this.left = left;
        this.right = right;
        this.height = 1 + Math.max(height(left), height(right));
        this.size = 1 + size(left) + size(right);
    }

    /** A balanced tree of a part of sorted entries. */
    static <K, V> @Nullable Branch<K, V> of(List<Map.Entry<K, V>> entries, int from, int to) {
        if (from >= to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        Map.Entry<K, V> entry = entries.get(middle);
        return new Branch<>(entry.getKey(), entry.getValue(), of(entries, from, middle), of(entries, middle + 1, to));
    }

    static int height(@Nullable Branch<?, ?> branch) {
        return branch == null ? 0 : branch.height;
    }

    static int size(@Nullable Branch<?, ?> branch) {
        return branch == null ? 0 : branch.size;
    }

    static <K, V> void walk(@Nullable Branch<K, V> at, BiConsumer<? super K, ? super V> action) {
        if (at != null) {
            walk(at.left, action);
            action.accept(at.key, at.value);
            walk(at.right, action);
        }
    }

    static <K, V> void collect(
            @Nullable Branch<K, V> at, ToIntFunction<K> position, BiConsumer<? super K, ? super V> action) {
        if (at == null) {
            return;
        }
        int where = position.applyAsInt(at.key);
        if (where >= 0) {
            collect(at.left, position, action);
        }
        if (where == 0) {
            action.accept(at.key, at.value);
        }
        if (where <= 0) {
            collect(at.right, position, action);
        }
    }

    /** The same branch if that very value is there. */
    @SuppressWarnings("ReferenceEquality") // an equal value that is another object is kept as it was given
    static <K extends Comparable<K>, V> Branch<K, V> put(@Nullable Branch<K, V> at, K key, V value) {
        if (at == null) {
            return new Branch<>(key, value, null, null);
        }
        int order = key.compareTo(at.key);
        if (order == 0) {
            return at.value == value ? at : new Branch<>(key, value, at.left, at.right);
        }
        if (order < 0) {
            Branch<K, V> left = put(at.left, key, value);
            return left == at.left ? at : balanced(at.key, at.value, left, at.right);
        }
        Branch<K, V> right = put(at.right, key, value);
        return right == at.right ? at : balanced(at.key, at.value, at.left, right);
    }

    static <K extends Comparable<K>, V> @Nullable Branch<K, V> remove(@Nullable Branch<K, V> at, K key) {
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
}
