package io.gatewright.app.check;

import io.gatewright.app.files.Declared;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.Kinds;
import io.gatewright.model.route.ParentReference;
import io.gatewright.model.route.Route;
import io.gatewright.model.world.World;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Objects that lead nowhere: a controller rightly says nothing about them, since they might belong to another one. In files
 * it is usually a slip of the pen.
 */
final class Strays {
    private final World world;
    private final Topology topology;
    private final Declared declared;
    private final List<Remark> remarks = new ArrayList<>();

    Strays(World world, Topology topology, Declared declared) {
        this.world = world;
        this.topology = topology;
        this.declared = declared;
    }

    List<Remark> remarks() {
        for (Gateway gateway : world.all(Gateway.KIND)) {
            if (!topology.gateways().containsKey(gateway.ref())) {
                gateway(gateway);
            }
        }
        for (ListenerSet set : world.all(ListenerSet.KIND)) {
            ObjectRef parent = set.spec().parentRef().refFrom(set.ref().namespace());
            if (!topology.gateways().containsKey(parent)) {
                missing(set.ref(), "spec.parentRef", parent);
            }
        }
        for (Kind<?> kind : Kinds.all()) {
            if (Route.class.isAssignableFrom(kind.type())) {
                world.all(kind).forEach(this::route);
            }
        }
        return remarks;
    }

    private void gateway(Gateway gateway) {
        String name = gateway.spec().gatewayClassName();
        Optional<GatewayClass> other = world.get(GatewayClass.KIND, "", name);
        String message = other.map(found -> "GatewayClass `" + name + "` belongs to controller `"
                        + found.spec().controllerName() + "`: this Gateway is not served here")
                .orElseGet(() -> "GatewayClass `" + name + "` is not declared: this Gateway is not served here; "
                        + "use `" + ourClass() + "`, or declare a class of controller `"
                        + topology.settings().controllerName() + "`");
        warn(gateway.ref(), "spec.gatewayClassName", "ForeignClass", message);
    }

    private String ourClass() {
        return topology.classes().isEmpty()
                ? "gatewright"
                : topology.classes().get(0).gatewayClass().ref().name();
    }

    private void route(ApiObject object) {
        if (!(object instanceof Route route) || topology.routes().containsKey(object.ref())) {
            return;
        }
        List<ParentReference> parents = route.spec().parentRefs();
        if (parents.isEmpty()) {
            warn(
                    object.ref(),
                    "spec",
                    "NoParent",
                    "the route names no parent, so it takes no traffic: add `parentRefs`");
        }
        for (int i = 0; i < parents.size(); i++) {
            ParentReference parent = parents.get(i);
            if (!parent.kind().equals(ParentReference.SERVICE)) {
                missing(
                        object.ref(),
                        "spec.parentRefs[" + i + "]",
                        parent.refFrom(object.ref().namespace()));
            }
        }
    }

    private void missing(ObjectRef object, String field, ObjectRef parent) {
        if (world.get(parent).isPresent()) {
            return; // the parent itself has its remark
        }
        String near = topology.gateways().keySet().stream()
                .filter(gateway -> gateway.kind().equals(parent.kind()))
                .map(gateway -> "`" + gateway.namespacedName() + "`")
                .reduce((a, b) -> a + ", " + b)
                .map(known -> ": there is " + known)
                .orElse("");
        warn(object, field, "NoParent", parent.kind() + " `" + parent.namespacedName() + "` is not declared" + near);
    }

    private void warn(ObjectRef object, String field, String rule, String message) {
        remarks.add(new Remark(
                Remark.Severity.WARNING, rule, declared.locate(object, field), Optional.of(object), field, message));
    }
}
