package io.gatewright.semantics.attach;

import io.gatewright.model.gateway.RouteNamespaces;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.ImmutableParentReference;
import io.gatewright.model.route.ParentReference;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.listener.NamespaceGate;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.reference.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * parentRef x listener x namespace x kind x hostname. A listener's own health plays no part: a route stays attached to a
 * listener that is in conflict or lacks its certificate ({@code ListenerStatus.attachedRoutes}).
 */
public final class Attachments {
    private Attachments() {}

    /**
     * Judges every parentRef of a route that names one of ours; the others are left out, they are not ours to judge.
     *
     * @param parents finds a parent of ours
     * @param defaults Gateways of ours with {@code defaultScope: All}
     */
    public static List<ParentVerdict> judge(
            Lookup lookup, RouteHead head, Function<ObjectRef, Optional<Parent>> parents, List<ObjectRef> defaults) {
        List<ParentVerdict> verdicts = new ArrayList<>();
        for (int i = 0; i < head.parents().size(); i++) {
            ParentReference reference = head.parents().get(i);
            String path = "spec.parentRefs[" + i + "]";
            parents.apply(reference.refFrom(head.route().namespace()))
                    .ifPresent(parent -> verdicts.add(judge(lookup, head, reference, parent, path)));
        }
        if (head.defaultGateways()) {
            for (ObjectRef gateway : defaults) {
                if (namesWhole(head, gateway)) {
                    continue;
                }
                ParentReference implied = ImmutableParentReference.builder()
                        .namespace(gateway.namespace())
                        .name(gateway.name())
                        .build();
                parents.apply(gateway)
                        .ifPresent(parent ->
                                verdicts.add(judge(lookup, head, implied, parent, "spec.useDefaultGateways")));
            }
        }
        return List.copyOf(verdicts);
    }

    /** Whether a parentRef names all listeners of this Gateway already: asking for it once more adds nothing. */
    private static boolean namesWhole(RouteHead head, ObjectRef gateway) {
        return head.parents().stream()
                .anyMatch(
                        reference -> reference.refFrom(head.route().namespace()).equals(gateway)
                                && reference.sectionName().isEmpty()
                                && reference.port().isEmpty());
    }

    private static ParentVerdict judge(
            Lookup lookup, RouteHead head, ParentReference reference, Parent parent, String path) {
        if (parent.refusal().isPresent()) {
            return refused(
                    head,
                    reference,
                    parent,
                    path,
                    Reason.NO_MATCHING_PARENT,
                    parent.refusal().get());
        }
        List<RoutePlan.Binding> bindings = new ArrayList<>();
        boolean named = false;
        for (int i = 0; i < parent.openings().size(); i++) {
            Opening node = parent.openings().get(i);
            if (names(reference, node)) {
                named = true;
                if (objection(lookup, head, node).isEmpty()) {
                    List<RoutePlan.Host> hosts = hosts(head, node);
                    if (!hosts.isEmpty()) {
                        bindings.add(new RoutePlan.Binding(node.listener(), hosts));
                    }
                }
            }
        }
        if (!bindings.isEmpty()) {
            return new ParentVerdict(reference, parent.gateway(), bindings, List.of());
        }
        return named
                ? unmatched(lookup, head, reference, parent, path)
                : refused(head, reference, parent, path, Reason.NO_MATCHING_PARENT, noListener(reference, parent));
    }

    private static boolean names(ParentReference reference, Opening node) {
        return (reference.sectionName().isEmpty()
                        || reference.sectionName().get().equals(node.name()))
                && (reference.port().isEmpty() || reference.port().get() == node.port());
    }

    /** The refusal of a route that names listeners of which none takes it: told in words only then, for words are dear. */
    private static ParentVerdict unmatched(
            Lookup lookup, RouteHead head, ParentReference reference, Parent parent, String path) {
        List<String> forbidding = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (Opening node : parent.openings()) {
            if (names(reference, node)) {
                objection(lookup, head, node)
                        .ifPresentOrElse(
                                why -> forbidding.add(why.get()),
                                () -> elsewhere.add("listener `" + node.name() + "` serves `"
                                        + node.hostname().map(Hostname::text).orElse("*") + "`"));
            }
        }
        return elsewhere.isEmpty()
                ? refused(head, reference, parent, path, Reason.NOT_ALLOWED_BY_LISTENERS, String.join("; ", forbidding))
                : refused(
                        head,
                        reference,
                        parent,
                        path,
                        Reason.NO_MATCHING_LISTENER_HOSTNAME,
                        "no hostname of the route is served: it names " + head.hostnames() + ", "
                                + String.join(", ", elsewhere));
    }

    private static ParentVerdict refused(
            RouteHead head, ParentReference reference, Parent parent, String path, Reason reason, String message) {
        return new ParentVerdict(
                reference, parent.gateway(), List.of(), List.of(new Finding(head.route(), path, reason, message)));
    }

    private static String noListener(ParentReference reference, Parent parent) {
        String wanted =
                reference.sectionName().map(name -> " named `" + name + "`").orElse("")
                        + reference.port().map(port -> " on port " + port).orElse("");
        String offered = parent.openings().stream()
                .map(node -> "`" + node.name() + "` on " + node.port())
                .collect(Collectors.joining(", "));
        return reference.kind() + " `" + reference.name() + "` has no listener" + wanted + ": it has " + offered;
    }

    /** Why the listener does not take routes like this one, whatever their hosts. */
    private static Optional<Supplier<String>> objection(Lookup lookup, RouteHead head, Opening node) {
        if (!node.kinds().contains(head.groupKind())) {
            return Optional.of(() -> "listener `" + node.name() + "` takes no "
                    + head.kind().kind() + ": it takes "
                    + node.kinds().stream().map(kind -> kind.kind()).toList());
        }
        RouteNamespaces gate = node.namespaces();
        String own = node.listener().owner().namespace();
        if (!NamespaceGate.admits(
                lookup, gate.from(), gate.selector(), own, head.route().namespace())) {
            return Optional.of(() -> "listener `" + node.name() + "` takes no routes from namespace `"
                    + head.route().namespace() + "`: its `allowedRoutes.namespaces.from` is `" + gate.from() + "`");
        }
        return Optional.empty();
    }

    /** The hosts that route and listener share; route hostnames outside the listener's are dropped silently. */
    private static List<RoutePlan.Host> hosts(RouteHead head, Opening node) {
        if (head.anyHost()) {
            return List.of(new RoutePlan.Host(node.hostname(), Optional.empty()));
        }
        List<RoutePlan.Host> hosts = List.of();
        for (int i = 0; i < head.hostnames().size(); i++) {
            Hostname declared = head.hostnames().get(i);
            Optional<Hostname> effective = node.hostname().isEmpty()
                    ? Optional.of(declared)
                    : Hostname.intersect(node.hostname().get(), declared);
            if (effective.isPresent()) {
                // most listeners share no host with a route: no list is made for them
                hosts = hosts.isEmpty() ? new ArrayList<>(1) : hosts;
                hosts.add(new RoutePlan.Host(effective, Optional.of(declared)));
            }
        }
        return hosts;
    }
}
