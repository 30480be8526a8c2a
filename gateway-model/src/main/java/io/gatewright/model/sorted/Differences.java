package io.gatewright.model.sorted;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks two trees side by side in the order of their keys and leaves out every branch that is the same object in both: what
 * trees share needs no look.
 */
final class Differences<K extends Comparable<K>, V> {
    private final Deque<Rest<K, V>> before = new ArrayDeque<>();
    private final Deque<Rest<K, V>> now = new ArrayDeque<>();
    private final SortedTree.Difference<K, V> difference;

    /** What is still to be walked: a branch with all below it, or only its own key. */
    private record Rest<K, V>(Branch<K, V> branch, boolean whole) {}

    private Differences(SortedTree.Difference<K, V> difference) {
        this.difference = difference;
    }

    static <K extends Comparable<K>, V> void between(
            @Nullable Branch<K, V> before, @Nullable Branch<K, V> now, SortedTree.Difference<K, V> difference) {
        Differences<K, V> differences = new Differences<>(difference);
        push(differences.before, before);
        push(differences.now, now);
        differences.walk();
    }

    private void walk() {
        while (!before.isEmpty() && !now.isEmpty()) {
            Rest<K, V> old = before.getFirst();
            Rest<K, V> young = now.getFirst();
            if (old.whole() && young.whole()) {
                both(old.branch(), young.branch());
            } else if (old.whole()) {
                open(before);
            } else if (young.whole()) {
                open(now);
            } else {
                keys(old.branch(), young.branch());
            }
        }
        before.forEach(rest -> each(rest, (key, value) -> difference.at(key, value, null)));
        now.forEach(rest -> each(rest, (key, value) -> difference.at(key, null, value)));
    }

    private void both(Branch<K, V> old, Branch<K, V> young) {
        if (old == young) {
            before.pop();
            now.pop();
            return;
        }
        // of two unlike branches the higher one may have the other inside
        if (old.height >= young.height) {
            open(before);
        }
        if (young.height >= old.height) {
            open(now);
        }
    }

    private void keys(Branch<K, V> old, Branch<K, V> young) {
        int order = old.key.compareTo(young.key);
        if (order <= 0) {
            before.pop();
        }
        if (order >= 0) {
            now.pop();
        }
        if (order < 0) {
            difference.at(old.key, old.value, null);
        } else if (order > 0) {
            difference.at(young.key, null, young.value);
        } else if (old.value != young.value && !old.value.equals(young.value)) {
            difference.at(young.key, old.value, young.value);
        }
    }

    /** A branch as what comes of it in order: left part, own key, right part. */
    private static <K, V> void open(Deque<Rest<K, V>> rests) {
        Branch<K, V> branch = rests.pop().branch();
        push(rests, branch.right);
        rests.push(new Rest<>(branch, false));
        push(rests, branch.left);
    }

    private static <K, V> void push(Deque<Rest<K, V>> rests, @Nullable Branch<K, V> branch) {
        if (branch != null) {
            rests.push(new Rest<>(branch, true));
        }
    }

    private static <K, V> void each(Rest<K, V> rest, BiConsumer<K, V> action) {
        if (rest.whole()) {
            Branch.walk(rest.branch(), action);
        } else {
            action.accept(rest.branch().key, rest.branch().value);
        }
    }
}
