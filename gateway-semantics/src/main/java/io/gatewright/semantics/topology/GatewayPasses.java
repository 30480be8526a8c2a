package io.gatewright.semantics.topology;

import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewaySpec;
import io.gatewright.model.gateway.GatewayTlsConfig;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.Links;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.model.world.World;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.listener.Listeners;
import io.gatewright.semantics.reference.Lookup;
import io.gatewright.semantics.reference.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The second pass: our Gateways with the merged listeners of themselves and their ListenerSets. A Gateway is looked at anew
 * when something that it depends on changes; of its listeners, only those concerned are checked again, for reading
 * certificates is dear.
 */
final class GatewayPasses {
    private Links<ObjectRef, ObjectRef> sets = Links.empty();
    private Results<ListenerKey, ListenerNode> checked = new Results<>();
    private Results<ObjectRef, GatewayNode> gateways = new Results<>();

    GatewayPasses copy() {
        GatewayPasses copy = new GatewayPasses();
        copy.sets = sets;
        copy.checked = checked.copy();
        copy.gateways = gateways.copy();
        return copy;
    }

    SortedTree<ObjectRef, GatewayNode> gateways() {
        return gateways.values();
    }

    /** @param classesBefore the classes when this ran last */
    void run(Changes changes, SortedTree<String, ClassNode> classesBefore, SortedTree<String, ClassNode> classes) {
        TreeSet<ListenerKey> stale = checked.stale(changes);
        TreeSet<ObjectRef> dirty = gateways.stale(changes);
        for (ListenerKey listener : stale) {
            checked.remove(listener);
            gatewayOf(changes.now(), listener.owner()).ifPresent(dirty::add);
        }
        for (ObjectRef ref : changes.of(ListenerSet.KIND)) {
            parent(changes.before(), ref).ifPresent(gateway -> {
                sets = sets.without(gateway, ref);
                dirty.add(gateway);
                if (!parent(changes.now(), ref).equals(Optional.of(gateway))) {
                    forget(ref);
                }
            });
            parent(changes.now(), ref).ifPresent(gateway -> {
                sets = sets.with(gateway, ref);
                dirty.add(gateway);
            });
        }
        for (ObjectRef ref : changes.of(Gateway.KIND)) {
            dirty.add(ref);
            // it says how the client certificates of its sets' listeners are judged
            if (!tls(changes.before(), ref).equals(tls(changes.now(), ref))) {
                forget(ref);
                sets.of(ref).forEach(this::forget);
            }
        }
        classes.since(classesBefore, (name, before, now) -> {
            for (Gateway gateway : changes.now().all(Gateway.KIND)) {
                if (gateway.spec().gatewayClassName().equals(name)) {
                    dirty.add(gateway.ref());
                }
            }
        });
        dirty.forEach(gateway -> run(gateway, changes, classes));
    }

    private void run(ObjectRef ref, Changes changes, SortedTree<String, ClassNode> classes) {
        Optional<Gateway> gateway = changes.now().get(Gateway.KIND, ref.namespace(), ref.name());
        Optional<ClassNode> own =
                gateway.map(Gateway::spec).map(GatewaySpec::gatewayClassName).map(classes::get);
        if (gateway.isEmpty() || own.isEmpty()) {
            gateways.remove(ref);
            forget(ref);
            sets.of(ref).forEach(this::forget);
            return;
        }
        List<ListenerSet> mine = new ArrayList<>();
        for (ObjectRef set : sets.of(ref)) {
            changes.now().get(ListenerSet.KIND, set.namespace(), set.name()).ifPresent(mine::add);
        }
        Lookup lookup = new Lookup(changes.now(), changes.grants());
        GatewayNode node = GatewayPass.check(
                new References(lookup), gateway.get(), own.get(), mine, owner -> check(owner, gateway.get(), changes));
        gateways.put(ref, node, lookup);
    }

    /** The listeners of an owner, each as it was found before if it is declared as before and nothing it refers to changed. */
    private List<ListenerNode> check(ObjectRef owner, Gateway gateway, Changes changes) {
        List<Listener> declared = owner.equals(gateway.ref())
                ? gateway.spec().listeners()
                : changes.now()
                        .get(ListenerSet.KIND, owner.namespace(), owner.name())
                        .map(set -> set.spec().listeners())
                        .orElse(List.of());
        List<ListenerNode> nodes = new ArrayList<>();
        TreeSet<ListenerKey> present = new TreeSet<>();
        for (int i = 0; i < declared.size(); i++) {
            ListenerKey key = new ListenerKey(owner, declared.get(i).name());
            present.add(key);
            ListenerNode known = checked.get(key);
            if (known == null || !known.declaredAs(gateway.ref(), declared.get(i), i)) {
                Lookup lookup = new Lookup(changes.now(), changes.grants());
                known = Listeners.check(new References(lookup), gateway, owner, declared.get(i), i);
                checked.put(key, known, lookup);
            }
            nodes.add(known);
        }
        listenersOf(owner).stream().filter(key -> !present.contains(key)).forEach(checked::remove);
        return nodes;
    }

    private void forget(ObjectRef owner) {
        listenersOf(owner).forEach(checked::remove);
    }

    private List<ListenerKey> listenersOf(ObjectRef owner) {
        List<ListenerKey> keys = new ArrayList<>();
        checked.values().forEachIn(key -> key.owner().compareTo(owner), (key, node) -> keys.add(key));
        return keys;
    }

    private static Optional<ObjectRef> gatewayOf(World world, ObjectRef owner) {
        return owner.groupKind().equals(Gateway.KIND.groupKind()) ? Optional.of(owner) : parent(world, owner);
    }

    /** The Gateway that a ListenerSet names; none if it names something else, for the API lets it name any kind. */
    private static Optional<ObjectRef> parent(World world, ObjectRef set) {
        return world.get(ListenerSet.KIND, set.namespace(), set.name())
                .map(found -> found.spec().parentRef().refFrom(set.namespace()))
                .filter(parent -> parent.groupKind().equals(Gateway.KIND.groupKind()));
    }

    private static Optional<GatewayTlsConfig> tls(World world, ObjectRef gateway) {
        return world.get(Gateway.KIND, gateway.namespace(), gateway.name())
                .flatMap(found -> found.spec().tls());
    }
}
