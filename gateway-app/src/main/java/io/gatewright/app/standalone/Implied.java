package io.gatewright.app.standalone;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.ImmutableNamespace;
import io.gatewright.model.core.ImmutableObjectMeta;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Namespace;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.ImmutableGatewayClass;
import io.gatewright.model.gateway.ImmutableGatewayClassSpec;
import io.gatewright.model.read.Kinds;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What a cluster would have and a folder need not spell out: the GatewayClass {@code gatewright}, unless there is a class of
 * our controller, and every namespace in use, with the label that the API server gives it. Adds the very same objects each
 * time, so that what did not change is recognised as such. One thread at a time.
 */
public final class Implied implements UnaryOperator<World> {
    /** The name of the implied class. */
    public static final String CLASS_NAME = "gatewright";

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private final String controllerName;
    private final GatewayClass gatewayClass;
    private final Map<String, Namespace> undeclared = new HashMap<>();
    private final Map<String, Labelled> labelled = new HashMap<>();

    private record Labelled(Namespace declared, Namespace complete) {}

    /** @param controllerName of the implied class */
    public Implied(String controllerName) {
        this.controllerName = controllerName;
        this.gatewayClass = ImmutableGatewayClass.builder()
                .metadata(ImmutableObjectMeta.builder().name(CLASS_NAME).build())
                .spec(ImmutableGatewayClassSpec.builder()
                        .controllerName(controllerName)
                        .build())
                .build();
    }

    @Override
    public World apply(World declared) {
        List<Event> events = new ArrayList<>();
        boolean classIsOurs = declared.all(GatewayClass.KIND).stream()
                .anyMatch(object -> object.spec().controllerName().equals(controllerName)
                        || object.ref().name().equals(CLASS_NAME));
        if (!classIsOurs) {
            events.add(new Event.Put(gatewayClass));
        }
        for (String name : namespaces(declared)) {
            events.add(new Event.Put(declared.get(Namespace.KIND, "", name)
                    .map(this::withLabel)
                    .orElseGet(() -> undeclared.computeIfAbsent(name, Implied::namespace))));
        }
        return declared.apply(events);
    }

    private static TreeSet<String> namespaces(World world) {
        TreeSet<String> names = new TreeSet<>();
        for (Kind<?> kind : Kinds.all()) {
            for (ApiObject object : world.all(kind)) {
                names.add(
                        kind == Namespace.KIND
                                ? object.ref().name()
                                : object.ref().namespace());
            }
        }
        names.remove("");
        return names;
    }

    private Namespace withLabel(Namespace declared) {
        String name = declared.ref().name();
        if (name.equals(declared.metadata().labels().get(NAME_LABEL))) {
            return declared;
        }
        Labelled known = labelled.get(name);
        if (known == null || known.declared() != declared) {
            Map<String, String> labels =
                    new java.util.LinkedHashMap<>(declared.metadata().labels());
            labels.put(NAME_LABEL, name);
            known = new Labelled(
                    declared,
                    ImmutableNamespace.copyOf(declared)
                            .withMetadata(ImmutableObjectMeta.copyOf(declared.metadata())
                                    .withLabels(labels)));
            labelled.put(name, known);
        }
        return known.complete();
    }

    private static Namespace namespace(String name) {
        return ImmutableNamespace.builder()
                .metadata(ImmutableObjectMeta.builder()
                        .name(name)
                        .putLabels(NAME_LABEL, name)
                        .build())
                .build();
    }
}
