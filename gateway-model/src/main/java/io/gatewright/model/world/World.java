package io.gatewright.model.world;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.EndpointSlice;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.GroupKind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SortedTree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was declared: every object with its newest readable value, and which objects have an unreadable newer one.
 * Immutable; a changed world shares everything that did not change, so a change costs what it touches. Lists are sorted
 * by namespace, then name. Two worlds are equal when they hold equal objects and equal complaints, however they came to
 * be; events of different objects may therefore come in any order.
 */
public final class World {
    private static final World EMPTY = new World(Collections.emptySortedMap(), SortedTree.empty(), SortedTree.empty());

    private final Map<GroupKind, SortedTree<Key, ApiObject>> kinds;
    private final SortedTree<SliceKey, EndpointSlice> slices;
    private final SortedTree<ObjectRef, Unreadable> unreadable;

    private World(
            Map<GroupKind, SortedTree<Key, ApiObject>> kinds,
            SortedTree<SliceKey, EndpointSlice> slices,
            SortedTree<ObjectRef, Unreadable> unreadable) {
        this.kinds = kinds;
        this.slices = slices;
        this.unreadable = unreadable;
    }

    /** The world before anything was declared. */
    public static World empty() {
        return EMPTY;
    }

    /** A world with just these objects. */
    public static World of(List<? extends ApiObject> objects) {
        return EMPTY.apply(objects.stream().<Event>map(Event.Put::new).toList());
    }

    /** The world after these events, in their order; this same world when they change nothing. */
    public World apply(List<Event> events) {
        Change change = new Change(this);
        events.forEach(change::apply);
        return change.world();
    }

    /** The object of this kind, namespace (empty for cluster-scoped kinds) and name. */
    public <T extends ApiObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        return Optional.ofNullable(shelf(kind.groupKind()).get(new Key(kind.namespaced() ? namespace : "", name)))
                .map(kind.type()::cast);
    }

    /** The object of this identity, of whatever kind. */
    public Optional<ApiObject> get(ObjectRef ref) {
        return Optional.ofNullable(shelf(ref.groupKind()).get(Key.of(ref)));
    }

    /** All objects of a kind. */
    public <T extends ApiObject> List<T> all(Kind<T> kind) {
        return typed(shelf(kind.groupKind()).values());
    }

    /** All objects of a kind in a namespace. */
    public <T extends ApiObject> List<T> in(Kind<T> kind, String namespace) {
        return typed(shelf(kind.groupKind()).range(key -> key.namespace().compareTo(namespace)));
    }

    /** The slices that hold the endpoints of a Service, by their label {@code kubernetes.io/service-name}. */
    public List<EndpointSlice> endpointSlices(String namespace, String serviceName) {
        return slices.range(key -> {
            int order = key.namespace().compareTo(namespace);
            return order != 0 ? order : key.service().compareTo(serviceName);
        });
    }

    /** The objects whose newest version could not be read, sorted. */
    public Map<ObjectRef, Unreadable> unreadable() {
        Map<ObjectRef, Unreadable> all = new LinkedHashMap<>();
        unreadable.forEach(all::put);
        return Collections.unmodifiableMap(all);
    }

    /** The complaints about one object, if its newest version could not be read. */
    public Optional<Unreadable> unreadable(ObjectRef ref) {
        return Optional.ofNullable(unreadable.get(ref));
    }

    /**
     * Names every object whose value is not what it was: new, changed or gone. Costs what the change is worth if one world
     * was made from the other.
     */
    public void since(World before, Consumer<ObjectRef> changed) {
        TreeSet<GroupKind> all = new TreeSet<>(kinds.keySet());
        all.addAll(before.kinds.keySet());
        for (GroupKind kind : all) {
            shelf(kind)
                    .since(
                            before.shelf(kind),
                            (key, old, now) -> changed.accept(ObjectRef.of(kind, key.namespace(), key.name())));
        }
    }

    /** Number of objects that have a value. */
    public int size() {
        return kinds.values().stream().mapToInt(SortedTree::size).sum();
    }

    private SortedTree<Key, ApiObject> shelf(GroupKind kind) {
        return kinds.getOrDefault(kind, SortedTree.empty());
    }

    /** Only values of {@code T} are ever put on the shelf of a {@code Kind<T>}: see {@link Change}. */
    @SuppressWarnings("unchecked")
    private static <T extends ApiObject> List<T> typed(List<ApiObject> objects) {
        return (List<T>) objects;
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || other instanceof World that && kinds.equals(that.kinds) && unreadable.equals(that.unreadable);
    }

    @Override
    public int hashCode() {
        return 31 * kinds.hashCode() + unreadable.hashCode();
    }

    /** Numbers only. */
    @Override
    public String toString() {
        return "World of " + size() + " objects, " + unreadable.size() + " unreadable";
    }

    private record Key(String namespace, String name) implements Comparable<Key> {
        static Key of(ObjectRef ref) {
            return new Key(ref.namespace(), ref.name());
        }

        @Override
        public int compareTo(Key other) {
            int order = namespace.compareTo(other.namespace);
            return order != 0 ? order : name.compareTo(other.name);
        }
    }

    private record SliceKey(String namespace, String service, String name) implements Comparable<SliceKey> {
        @Override
        public int compareTo(SliceKey other) {
            int order = namespace.compareTo(other.namespace);
            order = order != 0 ? order : service.compareTo(other.service);
            return order != 0 ? order : name.compareTo(other.name);
        }
    }

    /** A world in the making. */
    private static final class Change {
        private final World before;
        private final Map<GroupKind, SortedTree<Key, ApiObject>> kinds;
        private SortedTree<SliceKey, EndpointSlice> slices;
        private SortedTree<ObjectRef, Unreadable> unreadable;
        private boolean changed;

        Change(World before) {
            this.before = before;
            this.kinds = new TreeMap<>(before.kinds);
            this.slices = before.slices;
            this.unreadable = before.unreadable;
        }

        void apply(Event event) {
            if (event instanceof Event.Put put) {
                clear(put.ref());
                put(put.object());
            } else if (event instanceof Event.Spoiled spoiled) {
                if (!spoiled.unreadable().equals(unreadable.get(spoiled.ref()))) {
                    unreadable = unreadable.with(spoiled.ref(), spoiled.unreadable());
                    changed = true;
                }
            } else {
                clear(event.ref());
                remove(event.ref());
            }
        }

        World world() {
            return changed ? new World(kinds, slices, unreadable) : before;
        }

        @SuppressWarnings("ReferenceEquality") // a tree without a key it never had is the same tree
        private void clear(ObjectRef ref) {
            SortedTree<ObjectRef, Unreadable> rest = unreadable.without(ref);
            changed |= rest != unreadable;
            unreadable = rest;
        }

        private void put(ApiObject object) {
            ObjectRef ref = object.ref();
            if (!object.kind().type().isInstance(object)) {
                throw new ClassCastException(ref + " is no " + object.kind().type());
            }
            SortedTree<Key, ApiObject> shelf = kinds.getOrDefault(ref.groupKind(), SortedTree.empty());
            ApiObject old = shelf.get(Key.of(ref));
            if (object.equals(old)) {
                return;
            }
            changed = true;
            kinds.put(ref.groupKind(), shelf.with(Key.of(ref), object));
            unindex(old);
            if (object instanceof EndpointSlice slice) {
                slice.serviceName().ifPresent(service -> slices = slices.with(key(slice, service), slice));
            }
        }

        private void remove(ObjectRef ref) {
            SortedTree<Key, ApiObject> shelf = kinds.getOrDefault(ref.groupKind(), SortedTree.empty());
            ApiObject old = shelf.get(Key.of(ref));
            if (old == null) {
                return;
            }
            changed = true;
            unindex(old);
            SortedTree<Key, ApiObject> rest = shelf.without(Key.of(ref));
            if (rest.size() == 0) {
                kinds.remove(ref.groupKind());
            } else {
                kinds.put(ref.groupKind(), rest);
            }
        }

        private void unindex(@Nullable ApiObject old) {
            if (old instanceof EndpointSlice slice) {
                slice.serviceName().ifPresent(service -> slices = slices.without(key(slice, service)));
            }
        }

        private static SliceKey key(EndpointSlice slice, String service) {
            return new SliceKey(slice.ref().namespace(), service, slice.ref().name());
        }
    }
}
