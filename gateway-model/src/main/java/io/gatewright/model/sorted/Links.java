package io.gatewright.model.sorted;

import io.gatewright.model.name.Experimental;
import java.util.Collections;
import java.util.Set;

/**
 * Which members belong to which key: an immutable sorted map from a key to a sorted set, whose changed copies share all they
 * did not touch. A key without members is not there. Any thread.
 *
 * @param <K> keys, in their natural order
 * @param <M> members, in their natural order
 */
@Experimental
public final class Links<K extends Comparable<K>, M extends Comparable<M>> {
    private final SortedTree<K, SortedTree<M, Boolean>> members;

    private Links(SortedTree<K, SortedTree<M, Boolean>> members) {
        this.members = members;
    }

    /** No key has members. */
    public static <K extends Comparable<K>, M extends Comparable<M>> Links<K, M> empty() {
        return new Links<K, M>(SortedTree.empty());
    }

    /** With this member at this key. */
    public Links<K, M> with(K key, M member) {
        SortedTree<M, Boolean> set = members.get(key);
        SortedTree<K, SortedTree<M, Boolean>> changed =
                members.with(key, (set == null ? SortedTree.<M, Boolean>empty() : set).with(member, Boolean.TRUE));
        return changed == members ? this : new Links<>(changed);
    }

    /** Without this member at this key. */
    public Links<K, M> without(K key, M member) {
        SortedTree<M, Boolean> set = members.get(key);
        if (set == null) {
            return this;
        }
        SortedTree<M, Boolean> rest = set.without(member);
        return rest == set ? this : new Links<>(rest.isEmpty() ? members.without(key) : members.with(key, rest));
    }

    /** The members of a key, in order; possibly none. */
    public Set<M> of(K key) {
        SortedTree<M, Boolean> set = members.get(key);
        return set == null ? Set.of() : Collections.unmodifiableSet(set.asMap().keySet());
    }

    /** How many members a key has; known without counting. */
    public int count(K key) {
        SortedTree<M, Boolean> set = members.get(key);
        return set == null ? 0 : set.size();
    }

    /** The members by key. */
    public SortedTree<K, SortedTree<M, Boolean>> tree() {
        return members;
    }
}
