package io.gatewright.semantics.grant;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.ReferenceGrant;
import io.gatewright.model.policy.ReferenceGrantFrom;
import io.gatewright.model.policy.ReferenceGrantTo;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.model.world.World;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All ReferenceGrants of a world, as a set of permitted pairs. A grant lives in the namespace that is referred to; its
 * {@code from} and {@code to} lists are alternatives; every field is compared exactly (v1 {@code ReferenceGrantSpec}).
 */
public final class Grants {
    private final SortedTree<String, Set<Permit>> byTarget;

    private Grants(SortedTree<String, Set<Permit>> byTarget) {
        this.byTarget = byTarget;
    }

    /** Nobody has consented to anything. */
    public static Grants none() {
        return new Grants(SortedTree.empty());
    }

    /** The grants that a world declares. */
    public static Grants of(World world) {
        return none().next(
                        world,
                        world.all(ReferenceGrant.KIND).stream()
                                .map(grant -> grant.ref().namespace())
                                .collect(Collectors.toSet()));
    }

    /**
     * The grants of a later world.
     *
     * @param namespaces those in which a ReferenceGrant has come, gone or changed
     */
    public Grants next(World world, Collection<String> namespaces) {
        SortedTree<String, Set<Permit>> next = byTarget;
        for (String namespace : namespaces) {
            Set<Permit> permits = permits(namespace, world.in(ReferenceGrant.KIND, namespace));
            next = permits.isEmpty() ? next.without(namespace) : next.with(namespace, permits);
        }
        return new Grants(next);
    }

    private static Set<Permit> permits(String namespace, List<ReferenceGrant> grants) {
        Set<Permit> permits = new HashSet<>();
        for (ReferenceGrant grant : grants) {
            for (ReferenceGrantFrom from : grant.spec().from()) {
                for (ReferenceGrantTo to : grant.spec().to()) {
                    permits.add(new Permit(
                            from.group(),
                            from.kind(),
                            from.namespace(),
                            to.group(),
                            to.kind(),
                            namespace,
                            to.name().orElse("")));
                }
            }
        }
        return permits;
    }

    /** Names every way on which something is permitted now that was not before, or the reverse; some more than once. */
    public void since(Grants before, Consumer<Crossing> changed) {
        byTarget.since(before.byTarget, (namespace, old, now) -> {
            missing(old, now, changed);
            missing(now, old, changed);
        });
    }

    private static void missing(@Nullable Set<Permit> all, @Nullable Set<Permit> in, Consumer<Crossing> changed) {
        for (Permit permit : all == null ? Set.<Permit>of() : all) {
            if (in == null || !in.contains(permit)) {
                changed.accept(new Crossing(permit.fromNamespace(), permit.toNamespace()));
            }
        }
    }

    /** Whether a reference needs consent: within one namespace, and to cluster-scoped objects, it needs none. */
    public static boolean crosses(ObjectRef from, ObjectRef to) {
        return !to.namespace().isEmpty() && !from.namespace().equals(to.namespace());
    }

    /** Whether {@code from} may refer to {@code to}. */
    public boolean permits(ObjectRef from, ObjectRef to) {
        if (!crosses(from, to)) {
            return true;
        }
        Set<Permit> permits = byTarget.get(to.namespace());
        return permits != null
                && (permits.contains(Permit.of(from, to, to.name())) || permits.contains(Permit.of(from, to, "")));
    }

    /** One pair of a {@code from} and a {@code to}; an empty name stands for every object of the kind. */
    private record Permit(
            String fromGroup,
            String fromKind,
            String fromNamespace,
            String toGroup,
            String toKind,
            String toNamespace,
            String toName) {
        static Permit of(ObjectRef from, ObjectRef to, String name) {
            return new Permit(from.group(), from.kind(), from.namespace(), to.group(), to.kind(), to.namespace(), name);
        }
    }
}
