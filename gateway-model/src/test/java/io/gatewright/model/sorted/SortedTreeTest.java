package io.gatewright.model.sorted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SortedTreeTest {

    @Property
    void it_is_a_tree_map_of_which_old_states_stay(
            @ForAll @Size(max = 200) List<@IntRange(min = -50, max = 50) Integer> steps) {
        TreeMap<Integer, Integer> model = new TreeMap<>();
        SortedTree<Integer, Integer> tree = SortedTree.empty();
        for (int step : steps) {
            int key = Math.abs(step);
            List<Integer> before = List.copyOf(model.values());
            SortedTree<Integer, Integer> old = tree;
            if (step < 0) {
                model.remove(key);
                tree = tree.without(key);
            } else {
                model.put(key, step + model.size());
                tree = tree.with(key, step + old.size());
            }
            assertEquals(before, old.values());
            assertEquals(model.size(), tree.size());
        }
        assertEquals(new ArrayList<>(model.values()), tree.values());
        assertEquals(
                new ArrayList<>(model.subMap(10, true, 20, true).values()),
                tree.range(key -> key < 10 ? -1 : key > 20 ? 1 : 0));
        assertEquals(SortedTree.copyOf(model), tree);
        assertSame(tree, SortedTree.copyOf(tree.asMap()));
    }

    @Property
    void differences_are_those_of_the_contents(
            @ForAll @Size(max = 100) List<@IntRange(min = 0, max = 150) Integer> first,
            @ForAll @Size(max = 60) List<@IntRange(min = -150, max = 150) Integer> steps) {
        SortedTree<Integer, Integer> before = SortedTree.empty();
        for (int key : first) {
            before = before.with(key, 0);
        }
        SortedTree<Integer, Integer> now = before;
        for (int step : steps) {
            now = step < 0 ? now.without(-step) : now.with(step, step % 2);
        }
        assertEquals(naive(before, now), said(before, now));
        assertEquals(naive(now, before), said(now, before));
        assertEquals(List.of(), said(now, SortedTree.copyOf(new TreeMap<>(now.asMap()))));
    }

    @Test
    void what_trees_share_is_not_looked_at() {
        TreeMap<Counted, Integer> many = new TreeMap<>();
        for (int i = 0; i < 100_000; i++) {
            many.put(new Counted(i), i);
        }
        SortedTree<Counted, Integer> before = SortedTree.copyOf(many);
        SortedTree<Counted, Integer> now =
                before.with(new Counted(70_000), -1).without(new Counted(3)).with(new Counted(1_000_000), 5);
        Counted.compared = 0;
        List<String> found = new ArrayList<>();
        now.since(before, (key, old, young) -> found.add(key.number() + ": " + old + " -> " + young));
        assertEquals(List.of("3: 3 -> null", "70000: 70000 -> -1", "1000000: null -> 5"), found);
        assertTrue(Counted.compared < 200, Counted.compared + " comparisons");
    }

    @Property
    void as_a_map_it_is_the_part_between_two_keys(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 50) Integer> keys,
            @ForAll @IntRange(min = -1, max = 52) int from,
            @ForAll @IntRange(min = 0, max = 20) int length) {
        TreeMap<Integer, Integer> model = new TreeMap<>();
        keys.forEach(key -> model.put(key, -key));
        SortedMap<Integer, Integer> view = SortedTree.copyOf(model).asMap();
        same(model, view);
        same(model.subMap(from, from + length), view.subMap(from, from + length));
        same(model.headMap(from), view.headMap(from));
        same(model.tailMap(from), view.tailMap(from));
        same(model.tailMap(from).headMap(from + length), view.tailMap(from).headMap(from + length));
        assertThrows(UnsupportedOperationException.class, () -> view.put(1, 1));
    }

    @Property
    void links_are_a_map_of_sets(@ForAll @Size(max = 100) List<@IntRange(min = -99, max = 99) Integer> steps) {
        TreeMap<Integer, TreeSet<Integer>> model = new TreeMap<>();
        Links<Integer, Integer> links = Links.empty();
        for (int step : steps) {
            int key = Math.abs(step) % 10;
            int member = Math.abs(step) / 10;
            if (step < 0) {
                links = links.without(key, member);
                model.computeIfPresent(key, (at, set) -> {
                    set.remove(member);
                    return set.isEmpty() ? null : set;
                });
            } else {
                links = links.with(key, member);
                model.computeIfAbsent(key, at -> new TreeSet<>()).add(member);
            }
        }
        assertEquals(model.keySet(), links.tree().asMap().keySet());
        for (int key = 0; key < 10; key++) {
            assertEquals(model.getOrDefault(key, new TreeSet<>()), links.of(key));
            assertEquals(links.of(key).size(), links.count(key));
        }
    }

    private static void same(SortedMap<Integer, Integer> model, SortedMap<Integer, Integer> view) {
        assertEquals(model, view);
        assertEquals(view, model);
        assertEquals(model.size(), view.size());
        assertEquals(new ArrayList<>(model.entrySet()), new ArrayList<>(view.entrySet()));
        for (int key = -1; key < 55; key++) {
            assertEquals(model.get(key), view.get(key));
        }
        if (model.isEmpty()) {
            assertThrows(NoSuchElementException.class, view::firstKey);
            assertThrows(NoSuchElementException.class, view::lastKey);
        } else {
            assertEquals(model.firstKey(), view.firstKey());
            assertEquals(model.lastKey(), view.lastKey());
        }
    }

    private static List<String> said(SortedTree<Integer, Integer> before, SortedTree<Integer, Integer> now) {
        List<String> found = new ArrayList<>();
        now.since(before, (key, old, young) -> found.add(key + ": " + old + " -> " + young));
        return found;
    }

    private static List<String> naive(SortedTree<Integer, Integer> before, SortedTree<Integer, Integer> now) {
        TreeSet<Integer> keys = new TreeSet<>(before.asMap().keySet());
        keys.addAll(now.asMap().keySet());
        List<String> found = new ArrayList<>();
        for (int key : keys) {
            Integer old = before.get(key);
            Integer young = now.get(key);
            if (old == null || !old.equals(young)) {
                found.add(key + ": " + old + " -> " + young);
            }
        }
        return found;
    }

    /** A key that counts how often it is compared. */
    private record Counted(int number) implements Comparable<Counted> {
        private static int compared;

        @Override
        public int compareTo(Counted other) {
            compared++;
            return Integer.compare(number, other.number);
        }
    }
}
