package io.gatewright.model.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

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
    }
}
