package io.gatewright.bench.resolve;

import io.gatewright.bench.resolve.Edit.Effect;
import io.gatewright.bench.resolve.Edit.Step;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.ImmutableObjectMeta;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.ImmutableAllowedListeners;
import io.gatewright.model.gateway.ImmutableGateway;
import io.gatewright.model.gateway.ImmutableGatewayClass;
import io.gatewright.model.gateway.ImmutableGatewayClassSpec;
import io.gatewright.model.gateway.ImmutableGatewaySpec;
import io.gatewright.model.gateway.ImmutableListener;
import io.gatewright.model.gateway.ImmutableListenerNamespaces;
import io.gatewright.model.gateway.ImmutableListenerSet;
import io.gatewright.model.gateway.ImmutableListenerSetSpec;
import io.gatewright.model.gateway.ImmutableParentGatewayReference;
import io.gatewright.model.gateway.ListenerNamespaces;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.world.Event;
import io.gatewright.semantics.topology.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster: one Gateway, and teams with a namespace each. Every four routes share a Service; every twentieth sends a part
 * of its traffic to a Service of the namespace {@code shared}, which a grant permits. How many objects an edit touches does
 * not depend on the size.
 *
 * <p>In the one form the Gateway has {@value #ZONES} listeners of HTTPS with a wildcard and a certificate each, one that
 * the listener edit renames, and one of HTTP for all hosts; a hundred routes a namespace. In the other form each route has
 * a ListenerSet of its own with a host, a certificate and two listeners; twenty a namespace.
 */
final class Declared {
    private static final String INFRA = "infra";
    private static final String SHARED = "shared";
    private static final int ZONES = 60;
    private static final int SPARE_ROUTES = 10;

    /** Whose service, grant and slice are edited: every world has it. */
    private static final String TEAM = "team-1";

    private final int routes;
    private final boolean sets;
    private final int perTeam;
    private final Certificate old = Certificate.make("old.example.com");
    private final Certificate renewed = Certificate.make("new.example.com");

    /**
     * A cluster.
     *
     * @param routes how many HTTPRoutes; a multiple of 100
     * @param sets whether each has a ListenerSet of its own
     */
    Declared(int routes, boolean sets) {
        this.routes = routes;
        this.sets = sets;
        this.perTeam = sets ? 20 : 100;
    }

    List<ApiObject> objects() {
        List<ApiObject> objects = new ArrayList<>();
        objects.add(ImmutableGatewayClass.builder()
                .metadata(ImmutableObjectMeta.builder().name("gatewright").build())
                .spec(ImmutableGatewayClassSpec.builder()
                        .controllerName(Settings.defaults().controllerName())
                        .build())
                .build());
        objects.add(Objects.namespace(INFRA));
        objects.add(Objects.namespace(SHARED));
        objects.add(gateway("*.spare-a.example.com", 1));
        objects.add(Objects.secret(INFRA, "spare", old));
        for (int zone = 0; zone < ZONES && !sets; zone++) {
            objects.add(Objects.secret(INFRA, "zone-" + zone, old));
        }
        objects.add(Objects.service(SHARED, "canary", 80));
        objects.add(Objects.slice(SHARED, "canary", 3));
        for (int team = 0; team < routes / perTeam; team++) {
            String namespace = "team-" + team;
            objects.add(Objects.namespace(namespace));
            objects.add(Objects.grant(SHARED, namespace));
            for (int service = 0; service < perTeam / 4; service++) {
                objects.add(Objects.service(namespace, service(service), 80));
                objects.add(Objects.slice(namespace, service(service), 3));
            }
            for (int route = 0; route < perTeam; route++) {
                objects.add(route(team, route, 10, 1));
                if (sets) {
                    objects.add(Objects.secret(namespace, "tls-" + route, old));
                    objects.add(set(team, route, host(team, route), 1));
                }
            }
        }
        return objects;
    }

    /** One of each kind. */
    List<Edit> edits() {
        return List.of(
                new Edit(
                        put("route edited (weight)", route(1, 9, 20, 2), new Effect(1, 0, 1)),
                        put("route edited (weight)", route(1, 9, 10, 1), new Effect(1, 0, 1))),
                new Edit(
                        put("route added", extra(), new Effect(3, 0, 2)),
                        gone("route removed", extra(), new Effect(0, 3, 2))),
                listener(),
                // four routes send both of their rules there, four more the smaller part of one rule
                new Edit(
                        put("service port edited", Objects.service(TEAM, service(2), 8080), new Effect(12, 2, 8)),
                        put("service port edited", Objects.service(TEAM, service(2), 80), new Effect(14, 0, 8))),
                new Edit(
                        gone("grant removed", Objects.grant(SHARED, TEAM), new Effect(perTeam / 20, 0, perTeam / 20)),
                        put("grant added", Objects.grant(SHARED, TEAM), new Effect(perTeam / 20, 0, perTeam / 20))),
                new Edit(
                        put("endpoints changed", Objects.slice(TEAM, service(2), 4), new Effect(1, 0, 0)),
                        put("endpoints changed", Objects.slice(TEAM, service(2), 3), new Effect(1, 0, 0))),
                certificate());
    }

    private Edit listener() {
        if (sets) {
            String host = host(1, 9);
            return new Edit(
                    put("listener hostname edited", set(1, 9, "alt-" + host, 2), new Effect(2, 0, 1)),
                    put("listener hostname edited", set(1, 9, host, 1), new Effect(2, 0, 1)));
        }
        return new Edit(
                put(
                        "listener hostname edited",
                        gateway("*.spare-b.example.com", 2),
                        new Effect(1 + SPARE_ROUTES, 0, 1)),
                put(
                        "listener hostname edited",
                        gateway("*.spare-a.example.com", 1),
                        new Effect(1 + SPARE_ROUTES, 0, 1)));
    }

    private Edit certificate() {
        String namespace = sets ? TEAM : INFRA;
        String name = sets ? "tls-9" : "zone-1";
        return new Edit(
                put("certificate renewed", Objects.secret(namespace, name, renewed), new Effect(1, 0, 0)),
                put("certificate renewed", Objects.secret(namespace, name, old), new Effect(1, 0, 0)));
    }

    private static Step put(String name, ApiObject object, Effect effect) {
        return new Step(name, new Event.Put(object), effect);
    }

    private static Step gone(String name, ApiObject object, Effect effect) {
        return new Step(name, new Event.Gone(object.ref()), effect);
    }

    private Gateway gateway(String spareHost, long generation) {
        List<ImmutableListener> listeners = new ArrayList<>();
        listeners.add(Objects.http("http", sets ? 8080 : 80));
        if (!sets) {
            listeners.add(Objects.https("spare", spareHost, "spare"));
            for (int zone = 0; zone < ZONES; zone++) {
                listeners.add(Objects.https(zone(zone), "*.zone-" + zone + ".example.com", "zone-" + zone));
            }
        }
        return ImmutableGateway.builder()
                .metadata(Objects.meta(INFRA, "edge", generation))
                .spec(ImmutableGatewaySpec.builder()
                        .gatewayClassName("gatewright")
                        .listeners(listeners)
                        .allowedListeners(ImmutableAllowedListeners.builder()
                                .namespaces(ImmutableListenerNamespaces.builder()
                                        .from(ListenerNamespaces.ALL)
                                        .build())
                                .build())
                        .build())
                .build();
    }

    private ListenerSet set(int team, int number, String host, long generation) {
        return ImmutableListenerSet.builder()
                .metadata(Objects.meta("team-" + team, setName(number), generation))
                .spec(ImmutableListenerSetSpec.builder()
                        .parentRef(ImmutableParentGatewayReference.builder()
                                .namespace(INFRA)
                                .name("edge")
                                .build())
                        .addListeners(Objects.http("http", 80).withHostname(host(team, number)))
                        .addListeners(Objects.https("https", host, "tls-" + number))
                        .build())
                .build();
    }

    private HttpRoute route(int team, int number, int canaryWeight, long generation) {
        List<String> hosts = new ArrayList<>(List.of(host(team, number)));
        boolean spare = !sets && team == 0 && number >= perTeam - SPARE_ROUTES;
        if (spare) {
            hosts.add("r" + number + ".spare-a.example.com");
            hosts.add("r" + number + ".spare-b.example.com");
        } else if (sets) {
            hosts.add("alt-" + host(team, number));
        }
        Routes.Parent parent = sets
                ? Routes.set(setName(number))
                : Routes.gateway(INFRA, "edge", number % 4 == 3 && !spare ? zone(team % ZONES) : "");
        Routes.Backend canary = number % 20 == 0
                ? new Routes.Backend(SHARED, "canary", canaryWeight)
                : new Routes.Backend("", service((number / 4 + 1) % (perTeam / 4)), canaryWeight);
        return Routes.route(
                Objects.meta("team-" + team, "r" + number, generation),
                parent,
                hosts,
                new Routes.Backend("", service(number / 4), 90),
                canary);
    }

    /** One that is not there from the beginning, with a host of its own. */
    private HttpRoute extra() {
        return Routes.route(
                Objects.meta(TEAM, "extra", 1),
                sets ? Routes.set(setName(9)) : Routes.gateway(INFRA, "edge", ""),
                List.of(sets ? host(1, 9) : "extra." + host(1, 9)),
                new Routes.Backend("", service(0), 90),
                new Routes.Backend("", service(1), 10));
    }

    private String host(int team, int number) {
        return sets
                ? "r" + number + ".team-" + team + ".example.com"
                : "r" + number + ".team-" + team + ".zone-" + team % ZONES + ".example.com";
    }

    private static String service(int number) {
        return "svc-" + number;
    }

    private static String setName(int number) {
        return "set-" + number;
    }

    private static String zone(int zone) {
        return "https-" + zone;
    }
}
