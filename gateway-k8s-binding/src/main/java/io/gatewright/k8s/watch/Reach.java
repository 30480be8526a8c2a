package io.gatewright.k8s.watch;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Kinds;
import io.gatewright.model.route.CommonRouteSpec;
import io.gatewright.model.route.Route;
import io.gatewright.model.world.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What concerns the Gateways of our classes: everything else is kept out of the world, so that the objects of other
 * controllers cost nothing but being remembered. Also counts what is referred to. One thread.
 */
final class Reach {
    private final String controllerName;
    private final Map<ObjectRef, ApiObject> known = new HashMap<>();
    private final Set<ObjectRef> told = new HashSet<>();
    private final Map<ObjectRef, Event> spoiled = new HashMap<>();
    private final Map<ObjectRef, Set<ObjectRef>> wants = new HashMap<>();
    private final Map<ObjectRef, Integer> wanted = new HashMap<>();
    private final Set<String> namespaces = new HashSet<>();
    private final Set<ObjectRef> newlyWanted = new HashSet<>();
    private final Set<ObjectRef> lingering = new HashSet<>();
    private Set<String> classes = Set.of();
    private Set<ObjectRef> parents = Set.of();

    Reach(String controllerName) {
        this.controllerName = controllerName;
    }

    /** What a change means for the world; more than one event when it changes what concerns us. */
    List<Event> apply(Event event) {
        if (event instanceof Event.Put put) {
            return put(put.object());
        } else if (event instanceof Event.Gone) {
            return gone(event.ref());
        }
        return spoiled(event);
    }

    /** An object that cannot be read is reported if its last good version, or nothing, is there to judge by. */
    private List<Event> spoiled(Event event) {
        ObjectRef ref = event.ref();
        if (Kinds.find(ref.groupKind()).filter(Wants::byName).isPresent()) {
            return wanted.containsKey(ref) ? List.of(event) : List.of();
        }
        spoiled.put(ref, event);
        if (known.containsKey(ref) && !told.contains(ref)) {
            return List.of();
        }
        told.add(ref);
        return List.of(event);
    }

    private List<Event> put(ApiObject object) {
        ObjectRef ref = object.ref();
        boolean complained = spoiled.remove(ref) != null;
        if (Wants.byName(object.kind())) {
            return wanted.containsKey(ref) ? List.of(new Event.Put(object)) : List.of();
        }
        if (!filtered(object)) {
            want(object);
            return List.of(new Event.Put(object));
        }
        boolean lingered = lingering.remove(ref);
        if (object.equals(known.put(ref, object)) && !complained && !lingered) {
            // a status was written, mostly by us: it must not wake the loop, which would wait for more of them to come
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        if (isParent(object) && parentsChanged()) {
            events.addAll(judgeAll(ref));
        }
        events.addAll(judge(object));
        if (object instanceof Gateway) {
            events.addAll(unused()); // it may be of another class now
        }
        return events;
    }

    private List<Event> gone(ObjectRef ref) {
        if (known.get(ref) instanceof GatewayClass && told.contains(ref) && used(ref.name())) {
            // to delete a class is not to delete its Gateways: it counts until the last of them is gone
            lingering.add(ref);
            return List.of();
        }
        List<Event> events = new ArrayList<>(remove(ref));
        events.addAll(unused());
        return events;
    }

    /** Lets go of deleted classes without Gateways. */
    private List<Event> unused() {
        List<Event> events = new ArrayList<>();
        for (ObjectRef gone : List.copyOf(lingering)) {
            if (!used(gone.name())) {
                lingering.remove(gone);
                events.addAll(remove(gone));
            }
        }
        return events;
    }

    private boolean used(String className) {
        return known.values().stream()
                .anyMatch(object -> object instanceof Gateway gateway
                        && gateway.spec().gatewayClassName().equals(className));
    }

    private List<Event> remove(ObjectRef ref) {
        ApiObject before = known.remove(ref);
        spoiled.remove(ref);
        forget(ref);
        List<Event> events = new ArrayList<>();
        boolean was = told.remove(ref);
        if (before == null || was) {
            events.add(new Event.Gone(ref));
        }
        if (before != null && isParent(before) && parentsChanged()) {
            events.addAll(judgeAll(ref));
        }
        return events;
    }

    /** Everything but {@code except}, again: something that others hang on came or went. */
    private List<Event> judgeAll(ObjectRef except) {
        List<Event> events = new ArrayList<>();
        for (ApiObject object : List.copyOf(known.values())) {
            boolean was = told.contains(object.ref());
            if (!object.ref().equals(except) && was != concerns(object)) {
                events.addAll(judge(object));
            }
        }
        return events;
    }

    private List<Event> judge(ApiObject object) {
        ObjectRef ref = object.ref();
        if (concerns(object)) {
            told.add(ref);
            want(object);
            Event put = new Event.Put(object);
            Event later = spoiled.get(ref);
            return later == null ? List.of(put) : List.of(put, later);
        }
        forget(ref);
        return told.remove(ref) ? List.of(new Event.Gone(ref)) : List.of();
    }

    private static boolean filtered(ApiObject object) {
        return object instanceof GatewayClass
                || object instanceof Gateway
                || object instanceof ListenerSet
                || object instanceof Route;
    }

    private static boolean isParent(ApiObject object) {
        return !(object instanceof Route);
    }

    private boolean concerns(ApiObject object) {
        if (object instanceof GatewayClass gatewayClass) {
            return gatewayClass.spec().controllerName().equals(controllerName);
        } else if (object instanceof Gateway gateway) {
            return classes.contains(gateway.spec().gatewayClassName());
        } else if (object instanceof ListenerSet) {
            return parents.contains(object.ref());
        }
        CommonRouteSpec spec = ((Route) object).spec();
        return spec.useDefaultGateways()
                        .filter(CommonRouteSpec.DEFAULT_GATEWAYS_ALL::equals)
                        .isPresent()
                || spec.parentRefs().stream()
                        .anyMatch(parent ->
                                parents.contains(parent.refFrom(object.ref().namespace())));
    }

    /** Finds out anew what routes of ours can hang on; says whether that is different from before. */
    private boolean parentsChanged() {
        Set<String> classesNow = new HashSet<>();
        Set<ObjectRef> parentsNow = new HashSet<>();
        known.values().forEach(object -> {
            if (object instanceof GatewayClass && concerns(object)) {
                classesNow.add(object.ref().name());
            }
        });
        known.values().forEach(object -> {
            if (object instanceof Gateway gateway
                    && classesNow.contains(gateway.spec().gatewayClassName())) {
                parentsNow.add(object.ref());
            }
        });
        Set<ObjectRef> sets = new HashSet<>();
        known.values().forEach(object -> {
            if (object instanceof ListenerSet set
                    && parentsNow.contains(
                            set.spec().parentRef().refFrom(set.ref().namespace()))) {
                sets.add(set.ref());
            }
        });
        parentsNow.addAll(sets);
        boolean changed = !classesNow.equals(classes) || !parentsNow.equals(parents);
        classes = classesNow;
        parents = parentsNow;
        return changed;
    }

    private void want(ApiObject object) {
        Set<ObjectRef> now = Wants.of(object);
        Set<ObjectRef> before = now.isEmpty() ? wants.remove(object.ref()) : wants.put(object.ref(), now);
        // a policy alone is no reason to look into a namespace; a Gateway's own holds its Service
        boolean opens = filtered(object);
        count(now, 1);
        count(before == null ? Set.of() : before, -1);
        if (opens && !(object instanceof GatewayClass)) {
            namespaces.add(object.ref().namespace());
            now.forEach(ref -> namespaces.add(ref.namespace()));
        }
    }

    private void forget(ObjectRef ref) {
        Set<ObjectRef> before = wants.remove(ref);
        if (before != null) {
            count(before, -1);
        }
    }

    private void count(Set<ObjectRef> refs, int by) {
        for (ObjectRef ref : refs) {
            if (by > 0 && !wanted.containsKey(ref)) {
                newlyWanted.add(ref);
            }
            wanted.merge(ref, by, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        }
    }

    /** Namespaces in which something of ours is, or that something of ours refers to. Grows only. */
    Set<String> namespaces() {
        return namespaces;
    }

    /** It could not be looked at: {@link #takeNewlyWanted} gives it once more. */
    void wantAgain(ObjectRef ref) {
        if (wanted.containsKey(ref)) {
            newlyWanted.add(ref);
        }
    }

    /** What is referred to since the last call and was not before. */
    Set<ObjectRef> takeNewlyWanted() {
        Set<ObjectRef> taken = new HashSet<>(newlyWanted);
        newlyWanted.clear();
        return taken;
    }
}
