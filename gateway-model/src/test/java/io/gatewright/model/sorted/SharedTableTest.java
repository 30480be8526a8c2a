package io.gatewright.model.sorted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SharedTableTest {
    private static Map<String, Integer> content(SharedTable<String, Integer> table) {
        Map<String, Integer> content = new HashMap<>();
        table.forEach((key, value) -> assertNull(content.put(key, value), "twice: " + key));
        assertEquals(table.size(), content.size());
        content.forEach((key, value) -> assertEquals(value, table.get(key)));
        return content;
    }

    /** In steps of several changes, over sizes at which it grows and shrinks. */
    @Property
    void it_is_a_hash_map_of_which_old_states_stay(
            @ForAll @Size(max = 40) List<@Size(max = 60) List<@IntRange(min = -200, max = 200) Integer>> steps) {
        Map<String, Integer> model = new HashMap<>();
        SharedTable<String, Integer> table = SharedTable.empty();
        for (List<Integer> step : steps) {
            Map<String, Integer> before = Map.copyOf(model);
            SharedTable<String, Integer> old = table;
            SharedTable.Editor<String, Integer> editor = table.edit();
            for (int change : step) {
                String key = "k" + Math.abs(change);
                if (change < 0) {
                    model.remove(key);
                    editor.remove(key);
                } else {
                    model.put(key, change * 1000 + model.size());
                    editor.put(key, model.get(key));
                }
                assertEquals(model.get(key), editor.get(key));
            }
            table = editor.build();
            assertEquals(before, content(old));
            assertEquals(model, content(table));
        }
    }

    @Property
    void keys_of_one_hash_are_told_apart(@ForAll @Size(max = 60) List<@IntRange(min = -30, max = 30) Integer> steps) {
        Map<String, Integer> model = new HashMap<>();
        SharedTable<String, Integer> table = SharedTable.empty();
        for (int step : steps) {
            String key = "k" + Math.abs(step);
            int hash = Math.abs(step) % 2;
            SharedTable.Editor<String, Integer> editor = table.edit();
            if (step < 0) {
                model.remove(key);
                editor.remove(hash, key);
            } else {
                model.put(key, step);
                editor.put(hash, key, step);
            }
            table = editor.build();
            for (int i = 0; i <= 30; i++) {
                assertEquals(model.get("k" + i), table.get(i % 2, "k" + i));
            }
        }
    }

    @Test
    void what_changes_nothing_is_the_same_table() {
        SharedTable.Editor<String, Object> editor =
                SharedTable.<String, Object>empty().edit();
        Object value = new Object();
        editor.put("a", value);
        SharedTable<String, Object> table = editor.build();
        SharedTable.Editor<String, Object> same = table.edit();
        same.put("a", value);
        same.remove("b");
        assertSame(table, same.build());
        same = table.edit();
        same.remove("a");
        assertSame(SharedTable.empty(), same.build());
    }

    @Test
    void a_change_of_a_large_table_copies_little() {
        SharedTable.Editor<Integer, Integer> editor =
                SharedTable.<Integer, Integer>empty().edit();
        for (int i = 0; i < 100_000; i++) {
            editor.put(i, i + 1000);
        }
        SharedTable<Integer, Integer> table = editor.build();
        SharedTable.Editor<Integer, Integer> one = table.edit();
        one.put(77, 0);
        SharedTable<Integer, Integer> changed = one.build();
        int other = 0;
        for (int hash = 0; hash < 100_000; hash++) {
            other += table.chain(hash) == changed.chain(hash) ? 0 : 1;
        }
        assertEquals(1, other);
        assertEquals(1077, table.get(77));
        assertEquals(0, changed.get(77));
    }
}
