package io.gatewright.app.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.Namespace;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Problem;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
    private static final FolderSource.Timing QUICK =
            new FolderSource.Timing(Duration.ofMillis(5), Duration.ofMillis(100));

    @TempDir
    Path folder;

    private final LinkedBlockingQueue<Declared> states = new LinkedBlockingQueue<>();
    private volatile World world = World.empty();
    private FolderSource source;

    @AfterEach
    void stop() {
        source.close();
    }

    private void start() {
        start(QUICK);
    }

    private void start(FolderSource.Timing timing) {
        source = new FolderSource(List.of(folder), timing, states::add);
        source.start(this::apply);
    }

    private void apply(List<Event> events) {
        world = world.apply(events);
    }

    private Declared await(Predicate<World> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            Declared state = states.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertNotNull(
                    state,
                    () -> "not seen in time; now " + world + " "
                            + source.declared().problems());
            if (wanted.test(world)) {
                return state;
            }
        }
    }

    private static String configMap(String name, String value) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: {v: \"" + value + "\"}\n";
    }

    private static ObjectRef ref(String name) {
        return ConfigMap.KIND.ref("default", name);
    }

    private static String value(World world, String name) {
        return world.get(ConfigMap.KIND, "default", name)
                .map(map -> map.data().get("v"))
                .orElse("gone");
    }

    /** At once: however slow this thread is, no half of the text is there to be read. */
    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Path draft = Files.writeString(file.resolveSibling(".draft"), text);
        return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> messages(Declared state) {
        return state.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void the_first_look_is_delivered_at_once() throws Exception {
        write("a.yaml", configMap("a", "1") + "---\n" + configMap("b", "2"));
        start();
        assertEquals("1", value(world, "a"));
        assertEquals("2", value(world, "b"));
    }

    @Test
    void files_that_change_come_and_go_are_followed() throws Exception {
        write("a.yaml", configMap("a", "1"));
        start();
        write("a.yaml", configMap("a", "2"));
        await(now -> value(now, "a").equals("2"));
        write("sub/b.yaml", configMap("b", "1"));
        await(now -> value(now, "b").equals("1"));
        write("sub/b.yaml", configMap("b", "2"));
        await(now -> value(now, "b").equals("2"));
        Files.delete(folder.resolve("a.yaml"));
        await(now -> value(now, "a").equals("gone"));
    }

    @Test
    void changes_are_seen_without_waiting_for_the_regular_look() throws Exception {
        write("a.yaml", configMap("a", "1"));
        start(new FolderSource.Timing(Duration.ofMillis(5), Duration.ofHours(1)));
        write("a.yaml", configMap("a", "2"));
        await(now -> value(now, "a").equals("2"));
    }

    @Test
    void a_config_map_mount_is_followed_when_its_data_is_swapped() throws Exception {
        write("..1/a.yaml", configMap("a", "1"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        start(new FolderSource.Timing(Duration.ofMillis(5), Duration.ofHours(1)));
        assertEquals("1", value(world, "a"));
        for (int version = 2; version < 5; version++) {
            String expected = String.valueOf(version);
            write("..new/a.yaml", configMap("a", expected));
            Files.move(folder.resolve("..new"), folder.resolve(".." + version));
            Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(".." + version));
            Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            await(now -> value(now, "a").equals(expected));
        }
    }

    @Test
    void a_document_that_becomes_unreadable_keeps_its_last_good_state_and_says_where() throws Exception {
        write("a.yaml", configMap("a", "1") + "---\n" + configMap("b", "1"));
        start();
        Path file = write(
                "a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: 7\n---\n" + configMap("b", "2"));
        Declared state = await(now -> value(now, "b").equals("2"));
        assertEquals("1", value(world, "a"));
        assertTrue(world.unreadable(ref("a")).isPresent());
        assertTrue(
                messages(state).get(0).startsWith(file + ":4:"), messages(state).toString());
        assertEquals(List.of(ref("a")), List.copyOf(state.keptInForce().keySet()));
        write("a.yaml", "metadata: {name: [a\n");
        await(now -> now.unreadable(ref("b")).isPresent());
        assertEquals("1", value(world, "a"), "still the last good state, not the last state");
        write("a.yaml", configMap("a", "3") + "---\n" + configMap("b", "2"));
        assertTrue(await(now -> value(now, "a").equals("3")).problems().isEmpty());
        assertTrue(world.unreadable(ref("a")).isEmpty());
    }

    @Test
    void nothing_is_said_to_be_kept_of_an_object_that_was_never_good() throws Exception {
        String never = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: 7\n---\n";
        write("a.yaml", never + configMap("b", "1"));
        start();
        assertTrue(source.declared().keptInForce().isEmpty());
        write("a.yaml", never + configMap("b", "2"));
        assertTrue(await(now -> value(now, "b").equals("2")).keptInForce().isEmpty());
        write("a.yaml", "metadata: {name: [a\n");
        Declared state = await(now -> now.unreadable(ref("b")).isPresent());
        assertEquals(List.of(ref("b")), List.copyOf(state.keptInForce().keySet()));
        assertTrue(world.unreadable(ref("a")).isPresent());
    }

    @Test
    void a_text_that_is_no_yaml_any_more_keeps_the_objects_it_had() throws Exception {
        write("a.yaml", configMap("a", "1"));
        write("b.yaml", configMap("b", "1"));
        start();
        Path file = write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [a\n");
        Declared state = await(now -> now.unreadable(ref("a")).isPresent());
        assertEquals("1", value(world, "a"));
        assertEquals(List.of(ref("a")), List.copyOf(state.keptInForce().keySet()));
        assertTrue(
                messages(state).get(0).startsWith(file + ":"), messages(state).toString());
        Files.delete(file);
        await(now -> value(now, "a").equals("gone"));
        assertEquals("1", value(world, "b"));
    }

    @Test
    void of_an_object_in_two_files_the_first_counts_and_both_places_are_named() throws Exception {
        Path first = write("a.yaml", configMap("x", "1"));
        Path second = write("b.yaml", "\n" + configMap("x", "2"));
        start();
        assertEquals("1", value(world, "x"));
        String message = messages(source.declared()).get(0);
        assertTrue(message.startsWith(second + ":2:1: error: ConfigMap default/x: "), message);
        assertTrue(message.contains("`" + first + ":1:1` counts"), message);
        Files.delete(first);
        await(now -> value(now, "x").equals("2"));
    }

    @Test
    void moving_an_object_to_another_file_is_no_change() throws Exception {
        write("a.yaml", configMap("x", "1"));
        start();
        World before = world;
        write("b.yaml", configMap("x", "1"));
        await(now -> !source.declared().problems().isEmpty());
        Files.delete(folder.resolve("a.yaml"));
        await(now -> source.declared().problems().isEmpty());
        assertEquals(before, world);
    }

    @Test
    void a_file_that_is_rewritten_in_place_is_never_taken_empty() throws Exception {
        write("a.yaml", configMap("x", "0"));
        start(new FolderSource.Timing(Duration.ofSeconds(1), Duration.ofMillis(20)));
        source.close();
        source = new FolderSource(
                List.of(folder), new FolderSource.Timing(Duration.ofSeconds(1), Duration.ofMillis(20)), states::add);
        source.start(events -> {
            assertTrue(events.stream().noneMatch(Event.Gone.class::isInstance), events.toString());
            apply(events);
        });
        for (int i = 1; i <= 200; i++) {
            Files.writeString(folder.resolve("a.yaml"), "");
            Files.writeString(folder.resolve("a.yaml"), configMap("x", String.valueOf(i)));
        }
        await(now -> value(now, "x").equals("200"));
    }

    @Test
    void a_folder_that_vanishes_keeps_everything() throws Exception {
        Path inner = folder.resolve("inner");
        write("inner/a.yaml", configMap("a", "1"));
        source = new FolderSource(List.of(inner), QUICK, states::add);
        source.start(this::apply);
        Files.move(inner, folder.resolve("elsewhere"));
        Declared state = await(now -> !source.declared().problems().isEmpty());
        assertEquals("1", value(world, "a"));
        assertTrue(
                messages(state).get(0).contains("no such file or folder"),
                messages(state).toString());
        Files.move(folder.resolve("elsewhere"), inner);
        await(now -> source.declared().problems().isEmpty());
    }

    @Test
    void objects_of_a_list_and_without_namespace_are_found() throws Exception {
        write(
                "list.json",
                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n\"}}]}");
        start();
        assertTrue(world.get(Namespace.KIND, "", "n").isPresent());
    }
}
