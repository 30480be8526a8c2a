package io.gatewright.k8s.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Secret;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Kinds;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.Unreadable;
import io.gatewright.model.world.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each object's own history comes in order; those of different objects mix as they like. */
class ReachProperties {
    private static final String OURS = "gatewright.io/controller";
    private static final String V1 = "apiVersion: gateway.networking.k8s.io/v1\n";

    private static final Map<String, ApiObject> READ = new ConcurrentHashMap<>();

    /** What each of some objects goes through, one after the other. */
    record Histories(List<List<Event>> each) {
        @Override
        public String toString() {
            return each.stream()
                    .flatMap(List::stream)
                    .map(event -> event.getClass().getSimpleName() + " " + event.ref()
                            + (event instanceof Event.Put put ? " " + about(put.object()) : ""))
                    .collect(Collectors.joining("\n", "\n", ""));
        }

        private static String about(ApiObject object) {
            String spec = object.toString();
            return spec.substring(
                    Math.max(0, spec.indexOf("spec=")),
                    Math.min(spec.length(), Math.max(0, spec.indexOf("spec=")) + 120));
        }
    }

    @Provide
    Arbitrary<Histories> histories() {
        return Arbitraries.randomValue(random -> {
            List<List<Event>> each = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                each.add(history(random, "c" + i, ReachProperties::ownClass, false));
                each.add(history(random, "g" + i, ReachProperties::gateway, true));
                each.add(history(random, "s" + i, ReachProperties::set, true));
                each.add(history(random, "r" + i, ReachProperties::route, true));
                each.add(history(random, "k" + i, ReachProperties::secret, true).stream()
                        // of an object that nobody names there is no last good version
                        .filter(event -> !(event instanceof Event.Spoiled))
                        .toList());
            }
            return new Histories(each);
        });
    }

    private interface Maker {
        String make(Random random, String name);
    }

    private static List<Event> history(Random random, String name, Maker maker, boolean goes) {
        List<Event> events = new ArrayList<>();
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            ApiObject object = READ.computeIfAbsent(maker.make(random, name), Declared::object);
            boolean gone = goes && i > 0 && random.nextInt(4) == 0;
            boolean spoiled = goes && i > 0 && random.nextInt(5) == 0;
            events.add(
                    gone
                            ? new Event.Gone(object.ref())
                            : spoiled
                                    ? new Event.Spoiled(new Unreadable(object.ref(), List.of()))
                                    : new Event.Put(object));
        }
        return events;
    }

    private static String ownClass(Random random, String name) {
        return V1 + "kind: GatewayClass\nmetadata: {name: " + name + "}\nspec: {controllerName: "
                + (random.nextInt(4) > 0 ? OURS : "example.com/other") + "}\n";
    }

    private static String gateway(Random random, String name) {
        return V1 + "kind: Gateway\nmetadata: {name: " + name + ", namespace: a}\nspec: {gatewayClassName: c"
                + random.nextInt(3)
                + ", listeners: [{name: x, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: k"
                + random.nextInt(3) + "}]}}]}\n";
    }

    private static String set(Random random, String name) {
        return V1 + "kind: ListenerSet\nmetadata: {name: " + name + ", namespace: a}\nspec: {parentRef: {name: g"
                + random.nextInt(3) + "}, listeners: [{name: w, port: 81, protocol: HTTP}]}\n";
    }

    private static String route(Random random, String name) {
        String parent = random.nextBoolean()
                ? "{name: g" + random.nextInt(3) + "}"
                : "{kind: ListenerSet, name: s" + random.nextInt(3) + "}";
        return V1 + "kind: HTTPRoute\nmetadata: {name: " + name + ", namespace: a}\nspec: {parentRefs: [" + parent
                + "]}\n";
    }

    private static String secret(Random random, String name) {
        return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + ", namespace: a}\ntype: t" + random.nextInt(9)
                + "\n";
    }

    private static List<Event> mixed(Histories histories, Random random) {
        List<Deque<Event>> left = new ArrayList<>();
        histories.each().forEach(history -> left.add(new ArrayDeque<>(history)));
        List<Event> mixed = new ArrayList<>();
        left.removeIf(Deque::isEmpty);
        while (!left.isEmpty()) {
            Deque<Event> one = left.get(random.nextInt(left.size()));
            mixed.add(one.remove());
            left.removeIf(Deque::isEmpty);
        }
        return mixed;
    }

    /** What is told in the end, with the look at the API server for Secrets that went by when nobody named them. */
    private static World told(List<Event> events) {
        Reach reach = new Reach(OURS);
        World world = World.empty();
        Map<ObjectRef, Event> server = new HashMap<>();
        for (Event event : events) {
            server.put(event.ref(), event);
            world = world.apply(reach.apply(event));
            for (ObjectRef ref : reach.takeNewlyWanted()) {
                Event newest = server.get(ref);
                if (newest != null && !(newest instanceof Event.Gone)) {
                    world = world.apply(reach.apply(newest));
                }
            }
        }
        return world;
    }

    /** All that decisions can rest on: of Secrets those that something in the world names. */
    private static Set<String> seen(World world) {
        Set<ObjectRef> named = Kinds.all().stream()
                .flatMap(kind -> world.all(kind).stream())
                .flatMap(object -> Wants.of(object).stream())
                .collect(Collectors.toSet());
        Set<String> seen = new TreeSet<>();
        Kinds.all().stream()
                .flatMap(kind -> world.all(kind).stream())
                .filter(object -> object.kind() != (Kind<?>) Secret.KIND || named.contains(object.ref()))
                .forEach(object -> seen.add(object.ref() + " " + Integer.toHexString(object.hashCode())));
        world.unreadable().keySet().stream()
                .filter(ref -> !ref.kind().equals("Secret") || named.contains(ref))
                .forEach(ref -> seen.add("unreadable " + ref));
        return seen;
    }

    @Property(tries = 500)
    void the_order_of_events_does_not_change_what_is_told_in_the_end(
            @ForAll("histories") Histories histories, @ForAll Random one, @ForAll Random other) {
        assertEquals(seen(told(mixed(histories, one))), seen(told(mixed(histories, other))));
    }

    @Property(tries = 300)
    void what_is_told_in_the_end_is_what_a_fresh_look_would_tell(
            @ForAll("histories") Histories histories, @ForAll Random order) {
        List<Event> last = histories.each().stream()
                .map(history -> history.stream()
                        .filter(event -> !(event instanceof Event.Spoiled))
                        .toList())
                .filter(history -> !history.isEmpty())
                .map(history -> history.get(history.size() - 1))
                .filter(event -> event instanceof Event.Put)
                .toList();
        List<Event> readable = mixed(histories, order).stream()
                .filter(event -> !(event instanceof Event.Spoiled))
                .toList();
        assertEquals(seen(told(last)), seen(told(readable)));
    }
}
