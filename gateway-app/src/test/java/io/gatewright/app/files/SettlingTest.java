package io.gatewright.app.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.files.Look.Failure;
import io.gatewright.app.files.Look.FileText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final Path A = Path.of("a.yaml");
    private final Settling settling = new Settling(50);

    private static Look look(String... texts) {
        TreeMap<Path, FileText> files = new TreeMap<>();
        for (String text : texts) {
            files.put(A, new FileText(text, text));
        }
        return new Look(files, Set.of(), List.of());
    }

    private String text() {
        return settling.files().isEmpty() ? "gone" : settling.files().get(A).text();
    }

    @Test
    void a_change_counts_when_two_looks_agree() {
        settling.first(look("one"));
        assertFalse(settling.next(look("tw"), 0));
        assertTrue(settling.unsettled());
        assertFalse(settling.next(look("two"), 60));
        assertEquals("one", text());
        assertTrue(settling.next(look("two"), 110));
        assertEquals("two", text());
        assertFalse(settling.unsettled());
    }

    @Test
    void a_file_that_is_replaced_by_remove_and_create_never_goes() {
        settling.first(look("one"));
        settling.next(look(), 0);
        settling.next(look(""), 60);
        assertFalse(settling.next(look(""), 200));
        assertEquals("one", text());
        settling.next(look("two"), 210);
        assertTrue(settling.next(look("two"), 260));
        assertEquals("two", text());
    }

    @Test
    void a_removed_file_goes_in_the_end() {
        settling.first(look("one"));
        settling.next(look(), 0);
        assertFalse(settling.next(look(), 200));
        assertTrue(settling.next(look(), 250));
        assertEquals("gone", text());
    }

    @Test
    void a_file_out_of_sight_stays() {
        settling.first(look("one"));
        Look blind = new Look(new TreeMap<>(Map.of()), Set.of(), List.of(new Failure(A, "no permission to read it")));
        settling.next(blind, 0);
        assertFalse(settling.next(blind, 10_000));
        assertEquals("one", text());
    }

    @Test
    void a_change_that_is_taken_back_is_none() {
        settling.first(look("one"));
        settling.next(look("two"), 0);
        assertFalse(settling.next(look("one"), 100));
        assertFalse(settling.unsettled());
    }
}
