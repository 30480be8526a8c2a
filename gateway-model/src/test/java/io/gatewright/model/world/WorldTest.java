package io.gatewright.model.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.EndpointSlice;
import io.gatewright.model.core.ImmutableConfigMap;
import io.gatewright.model.core.ImmutableEndpointSlice;
import io.gatewright.model.core.ImmutableNamespace;
import io.gatewright.model.core.ImmutableObjectMeta;
import io.gatewright.model.core.Namespace;
import io.gatewright.model.core.ObjectMeta;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WorldTest {

    private static ConfigMap map(String namespace, String name, String value) {
        return ImmutableConfigMap.builder()
                .metadata(ObjectMeta.of(namespace, name))
                .putData("key", value)
                .build();
    }

    private static EndpointSlice slice(String namespace, String name, String service) {
        return ImmutableEndpointSlice.builder()
                .metadata(ImmutableObjectMeta.builder()
                        .namespace(namespace)
                        .name(name)
                        .putLabels(EndpointSlice.SERVICE_NAME_LABEL, service)
                        .build())
                .addressType("IPv4")
                .build();
    }

    private static Event put(ApiObject object) {
        return new Event.Put(object);
    }

    private static Event.Spoiled spoiled(ObjectRef ref, String message) {
        Problem problem = new Problem(
                Problem.Severity.ERROR, "syntax", Optional.empty(), Optional.of(ref), "", message, "something else");
        return new Event.Spoiled(new Unreadable(ref, List.of(problem)));
    }

    @Test
    void objects_are_found_and_listed_by_namespace_then_name() {
        World world =
                World.of(List.of(map("b", "a", "1"), map("a", "z", "2"), map("a", "b", "3"), map("aa", "c", "4")));
        assertEquals(
                List.of("a/b", "a/z", "aa/c", "b/a"),
                world.all(ConfigMap.KIND).stream()
                        .map(each -> each.ref().namespacedName())
                        .toList());
        assertEquals(List.of(map("a", "b", "3"), map("a", "z", "2")), world.in(ConfigMap.KIND, "a"));
        assertEquals(List.of(), world.in(ConfigMap.KIND, "c"));
        assertEquals(Optional.of(map("aa", "c", "4")), world.get(ConfigMap.KIND, "aa", "c"));
        assertEquals(Optional.of(map("aa", "c", "4")), world.get(ConfigMap.KIND.ref("aa", "c")));
        assertEquals(4, world.size());
    }

    @Test
    void a_cluster_scoped_object_has_no_namespace() {
        Namespace namespace = ImmutableNamespace.builder()
                .metadata(ObjectMeta.of("ignored", "prod"))
                .build();
        World world = World.of(List.of(namespace));
        assertEquals(Optional.of(namespace), world.get(Namespace.KIND, "", "prod"));
        assertEquals(Optional.of(namespace), world.get(Namespace.KIND, "whatever", "prod"));
    }

    @Test
    void slices_follow_the_label_of_their_service() {
        World world = World.of(List.of(slice("a", "s2", "web"), slice("a", "s1", "web"), slice("a", "s3", "api")));
        assertEquals(
                List.of("s1", "s2"),
                world.endpointSlices("a", "web").stream()
                        .map(each -> each.metadata().name())
                        .toList());
        World moved =
                world.apply(List.of(put(slice("a", "s1", "api")), new Event.Gone(EndpointSlice.KIND.ref("a", "s2"))));
        assertEquals(List.of(), moved.endpointSlices("a", "web"));
        assertEquals(2, moved.endpointSlices("a", "api").size());
        assertEquals(2, world.endpointSlices("a", "web").size());
    }

    @Test
    void an_unreadable_object_keeps_its_last_good_value_until_a_good_one_comes() {
        ConfigMap good = map("a", "x", "1");
        World world = World.of(List.of(good)).apply(List.of(spoiled(good.ref(), "broken")));
        assertEquals(Optional.of(good), world.get(ConfigMap.KIND, "a", "x"));
        assertEquals(
                "broken", world.unreadable().get(good.ref()).problems().get(0).message());
        World mended = world.apply(List.of(put(map("a", "x", "2"))));
        assertTrue(mended.unreadable().isEmpty());
        World gone = world.apply(List.of(new Event.Gone(good.ref())));
        assertEquals(World.empty(), gone);
    }

    @Test
    void the_same_good_value_clears_the_complaint() {
        ConfigMap good = map("a", "x", "1");
        World world = World.of(List.of(good));
        World mended = world.apply(List.of(spoiled(good.ref(), "broken"))).apply(List.of(put(good)));
        assertEquals(world, mended);
    }

    @Test
    void events_that_change_nothing_give_the_same_world() {
        World world = World.of(List.of(map("a", "x", "1"))).apply(List.of(spoiled(ConfigMap.KIND.ref("a", "y"), "no")));
        assertSame(
                world,
                world.apply(List.of(
                        put(map("a", "x", "1")),
                        new Event.Gone(ConfigMap.KIND.ref("a", "nobody")),
                        spoiled(ConfigMap.KIND.ref("a", "y"), "no"))));
        assertNotEquals(world, world.apply(List.of(put(map("a", "x", "2")))));
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<String> namespaces = Arbitraries.of("a", "b");
        Arbitrary<String> names = Arbitraries.of("x", "y", "z", "xy");
        Arbitrary<Event> event = Combinators.combine(
                        namespaces, names, Arbitraries.integers().between(0, 9))
                .as((namespace, name, what) -> switch (what) {
                    case 0 -> new Event.Gone(ConfigMap.KIND.ref(namespace, name));
                    case 1 -> spoiled(ConfigMap.KIND.ref(namespace, name), "broken");
                    case 2, 3 -> put(slice(namespace, name, "web"));
                    case 4 -> new Event.Gone(EndpointSlice.KIND.ref(namespace, name));
                    case 5 -> put(slice(namespace, name, "api"));
                    default -> put(map(namespace, name, "v" + what));
                });
        return event.list().ofMaxSize(60);
    }

    @Property(tries = 300)
    void event_order_between_different_objects_does_not_change_the_world(
            @ForAll("events") List<Event> events, @ForAll long seed) {
        Random random = new Random(seed);
        Map<ObjectRef, List<Event>> byObject = new TreeMap<>();
        events.forEach(event ->
                byObject.computeIfAbsent(event.ref(), ref -> new ArrayList<>()).add(event));
        List<List<Event>> queues = new ArrayList<>(byObject.values());
        World shuffled = World.empty();
        while (!queues.isEmpty()) {
            List<Event> queue = queues.get(random.nextInt(queues.size()));
            shuffled = shuffled.apply(List.of(queue.remove(0)));
            queues.removeIf(List::isEmpty);
        }
        World straight = World.empty().apply(events);
        assertEquals(straight, shuffled);
        assertEquals(straight.hashCode(), shuffled.hashCode());
        assertEquals(straight.endpointSlices("a", "web"), shuffled.endpointSlices("a", "web"));
        assertEquals(straight.unreadable(), shuffled.unreadable());
    }

    @Property(tries = 300)
    void the_world_holds_what_a_plain_map_would(@ForAll("events") List<Event> events) {
        Map<ObjectRef, ApiObject> plain = new HashMap<>();
        for (Event event : events) {
            if (event instanceof Event.Put put) {
                plain.put(put.ref(), put.object());
            } else if (event instanceof Event.Gone) {
                plain.remove(event.ref());
            }
        }
        World world = World.empty().apply(events);
        assertEquals(plain.size(), world.size());
        plain.forEach((ref, object) -> assertEquals(Optional.of(object), world.get(ref)));
        assertEquals(
                plain.values().stream()
                        .filter(object -> object instanceof EndpointSlice slice
                                && slice.serviceName().equals(Optional.of("web"))
                                && slice.ref().namespace().equals("a"))
                        .count(),
                world.endpointSlices("a", "web").size());
    }
}
