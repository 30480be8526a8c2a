package io.gatewright.semantics.listener;

import io.gatewright.model.core.LabelSelector;
import io.gatewright.model.gateway.AllowedListeners;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.gateway.ListenerNamespaces;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.reference.References;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All listeners of one Gateway: its own, then those of its ListenerSets in order of precedence (GEP-1713), checked one by
 * one and against each other. Immutable.
 */
public final class Listeners {
    private static final Comparator<ListenerSet> PRECEDENCE = Comparator.comparing(
                    (ListenerSet set) -> set.metadata().creationTimestamp().orElse(Instant.EPOCH))
            .thenComparing(ListenerSet::ref);

    private final List<ListenerNode> listeners;
    private final List<ListenerSetNode> sets;
    private final Map<ObjectRef, List<ListenerNode>> byOwner = new HashMap<>();

    private Listeners(List<ListenerNode> listeners, List<ListenerSetNode> sets) {
        this.listeners = List.copyOf(listeners);
        this.sets = List.copyOf(sets);
        for (ListenerNode node : listeners) {
            byOwner.computeIfAbsent(node.key().owner(), owner -> new ArrayList<>())
                    .add(node);
        }
    }

    /**
     * Merges, and judges them together.
     *
     * @param gateway whose
     * @param declared the ListenerSets that name it as parent, in any order
     * @param checked the listeners of an owner, each checked by itself: see {@link #check}
     */
    public static Listeners of(
            References references,
            Gateway gateway,
            Collection<ListenerSet> declared,
            Function<ObjectRef, List<ListenerNode>> checked) {
        List<List<ListenerNode>> owners = new ArrayList<>();
        owners.add(checked.apply(gateway.ref()));
        List<ListenerSetNode> sets = new ArrayList<>();
        for (ListenerSet set : declared.stream().sorted(PRECEDENCE).toList()) {
            ListenerSetNode node = gate(references, gateway, set);
            sets.add(node);
            if (node.allowed()) {
                owners.add(checked.apply(set.ref()));
            }
        }
        return new Listeners(judgeTogether(owners), sets);
    }

    /**
     * A listener checked by itself.
     *
     * @param gateway its owner, or the parent of the ListenerSet that owns it
     * @param index its place among the listeners of its owner
     */
    public static ListenerNode check(
            References references, Gateway gateway, ObjectRef owner, Listener listener, int index) {
        return ListenerChecks.check(references, gateway, owner, listener, index);
    }

    /** {@code allowedListeners}: by default nobody may add listeners. */
    private static ListenerSetNode gate(References references, Gateway gateway, ListenerSet set) {
        Optional<ListenerNamespaces> gate = gateway.spec().allowedListeners().map(AllowedListeners::namespaces);
        String from = gate.map(ListenerNamespaces::from).orElse(ListenerNamespaces.NONE);
        Optional<LabelSelector> selector = gate.flatMap(ListenerNamespaces::selector);
        boolean admitted = NamespaceGate.admits(
                references.lookup(),
                from,
                selector,
                gateway.ref().namespace(),
                set.ref().namespace());
        if (admitted) {
            return new ListenerSetNode(set, gateway.ref(), List.of());
        }
        return new ListenerSetNode(
                set,
                gateway.ref(),
                List.of(new Finding(
                        set.ref(),
                        "spec.parentRef",
                        Reason.LISTENER_SET_NOT_ALLOWED,
                        gateway.ref() + " takes listener sets from `" + from + "` only, which leaves out namespace `"
                                + set.ref().namespace() + "`: change its `spec.allowedListeners`")));
    }

    private static List<ListenerNode> judgeTogether(List<List<ListenerNode>> owners) {
        List<List<ListenerNode>> contenders = owners.stream()
                .map(owner -> owner.stream().filter(ListenerNode::claimsPlace).toList())
                .toList();
        Map<ListenerKey, Finding> conflicts = Conflicts.among(contenders);
        List<ListenerNode> judged = new ArrayList<>();
        owners.forEach(owner -> owner.forEach(node -> judged.add(with(node, conflicts))));
        Map<ListenerKey, Finding> overlaps = Overlaps.among(judged);
        return judged.stream().map(node -> with(node, overlaps)).toList();
    }

    private static ListenerNode with(ListenerNode node, Map<ListenerKey, Finding> found) {
        Finding finding = found.get(node.key());
        if (finding == null) {
            return node;
        }
        List<Finding> findings = new ArrayList<>(node.findings());
        findings.add(finding);
        return new ListenerNode(
                node.key(),
                node.gateway(),
                node.spec(),
                node.path(),
                node.hostname(),
                node.kinds(),
                node.certificates(),
                node.clients(),
                findings);
    }

    /** All of them, also those that are refused: by owner in order of precedence, then as declared. */
    public List<ListenerNode> listeners() {
        return listeners;
    }

    /** All ListenerSets that name this Gateway, also those that it does not take, in order of precedence. */
    public List<ListenerSetNode> sets() {
        return sets;
    }

    /** The listeners that an owner declared itself, in its order; none for a ListenerSet that is not taken. */
    public List<ListenerNode> of(ObjectRef owner) {
        return Collections.unmodifiableList(byOwner.getOrDefault(owner, List.of()));
    }
}
