package io.gatewright.app.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookerTest {
    private static final long NOW = 2_000_000_000_000L;
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, LONG_AGO);
        return file;
    }

    private List<String> names(Look look) {
        return look.files().keySet().stream()
                .map(path -> folder.relativize(path).toString())
                .toList();
    }

    private Look look() {
        return new Looker(List.of(folder)).look(NOW, Set.of());
    }

    @Test
    void a_folder_is_read_recursively_in_order_past_hidden_and_other_files() throws Exception {
        write("b.yaml", "b");
        write("a/z.yml", "z");
        write("a.json", "{}");
        write(".hidden.yaml", "x");
        write(".git/config.yaml", "x");
        write("README.md", "x");
        write("c.yaml~", "x");
        assertEquals(List.of("a.json", "a/z.yml", "b.yaml"), names(look()));
    }

    @Test
    void a_config_map_mount_is_read_through_its_links_once() throws Exception {
        write("..2026_01/a.yaml", "one");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        Looker looker = new Looker(List.of(folder));
        Look before = looker.look(NOW, Set.of());
        assertEquals(List.of("a.yaml"), names(before));
        assertEquals("one", before.files().get(folder.resolve("a.yaml")).text());

        write("..2026_02/a.yaml", "two");
        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_02"));
        Files.move(
                folder.resolve("..data_tmp"), folder.resolve("..data"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        assertEquals(
                "two",
                looker.look(NOW, Set.of()).files().get(folder.resolve("a.yaml")).text());
    }

    @Test
    void an_unchanged_file_is_not_read_again_unless_someone_says_it_changed() throws Exception {
        Path file = write("a.yaml", "one");
        Looker looker = new Looker(List.of(folder));
        looker.look(NOW, Set.of());
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, LONG_AGO);
        assertEquals("one", looker.look(NOW, Set.of()).files().get(file).text());
        assertEquals("two", looker.look(NOW, Set.of(file)).files().get(file).text());
    }

    @Test
    void a_file_that_was_changed_just_before_the_look_is_read_again() throws Exception {
        Path file = write("a.yaml", "one");
        Files.setLastModifiedTime(file, FileTime.fromMillis(NOW - 10));
        Looker looker = new Looker(List.of(folder));
        looker.look(NOW, Set.of());
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, FileTime.fromMillis(NOW - 10));
        assertEquals("two", looker.look(NOW, Set.of()).files().get(file).text());
    }

    @Test
    void a_file_touched_but_equal_keeps_its_value() throws Exception {
        Path file = write("a.yaml", "one");
        Looker looker = new Looker(List.of(folder));
        Look before = looker.look(NOW, Set.of());
        Files.setLastModifiedTime(file, FileTime.fromMillis(NOW));
        assertSame(before.files().get(file), looker.look(NOW, Set.of()).files().get(file));
    }

    @Test
    void what_cannot_be_looked_at_is_told_with_the_reason() throws Exception {
        Files.write(folder.resolve("a.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Look look = new Looker(List.of(folder, folder.resolve("missing"))).look(NOW, Set.of());
        assertEquals(
                List.of("a.yaml: not UTF-8 text", "missing: no such file or folder"),
                look.failures().stream()
                        .map(failure -> folder.relativize(failure.path()) + ": " + failure.why())
                        .toList());
    }

    @Test
    void a_link_to_a_folder_above_itself_ends() throws Exception {
        write("sub/a.yaml", "a");
        Files.createSymbolicLink(folder.resolve("sub/loop"), folder);
        Look look = look();
        assertEquals(List.of("sub/a.yaml"), names(look));
        assertEquals(1, look.failures().size());
    }

    @Test
    void a_single_file_is_read_whatever_its_name_and_watched_through_its_folder() throws Exception {
        Path file = write("gateway.txt", "a");
        Look look = new Looker(List.of(file)).look(NOW, Set.of());
        assertEquals(Set.of(file), look.files().keySet());
        assertEquals(Set.of(folder), look.folders());
        assertTrue(look.failures().isEmpty());
        assertFalse(Looker.counts("gateway.txt"));
    }
}
