package io.gatewright.semantics.grant;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.ReferenceGrant;
import io.gatewright.model.policy.ReferenceGrantFrom;
import io.gatewright.model.policy.ReferenceGrantTo;
import io.gatewright.model.world.World;
import java.util.HashSet;
import java.util.Set;

/**
 * All ReferenceGrants of a world, as a set of permitted pairs. A grant lives in the namespace that is referred to; its
 * {@code from} and {@code to} lists are alternatives; every field is compared exactly (v1 {@code ReferenceGrantSpec}).
 */
public final class Grants {
    private final Set<Permit> permits;

    private Grants(Set<Permit> permits) {
        this.permits = permits;
    }

    /** The grants that a world declares. */
    public static Grants of(World world) {
        Set<Permit> permits = new HashSet<>();
        for (ReferenceGrant grant : world.all(ReferenceGrant.KIND)) {
            String namespace = grant.ref().namespace();
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
        return new Grants(permits);
    }

    /**
     * Whether {@code from} may refer to {@code to}. Within one namespace, and to cluster-scoped objects, no consent is
     * needed.
     */
    public boolean permits(ObjectRef from, ObjectRef to) {
        if (to.namespace().isEmpty() || from.namespace().equals(to.namespace())) {
            return true;
        }
        return permits.contains(Permit.of(from, to, to.name())) || permits.contains(Permit.of(from, to, ""));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grants grants && permits.equals(grants.permits);
    }

    @Override
    public int hashCode() {
        return permits.hashCode();
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
