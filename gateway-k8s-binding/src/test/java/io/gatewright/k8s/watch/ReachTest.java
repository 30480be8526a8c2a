package io.gatewright.k8s.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.k8s.Declared;
import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.Secret;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.Unreadable;
import io.gatewright.model.world.World;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final String OURS = "gatewright.io/controller";
    private static final String V1 = "apiVersion: gateway.networking.k8s.io/v1\n";
    private static final ObjectRef ROUTE = HttpRoute.KIND.ref("a", "r");

    private final Reach reach = new Reach(OURS);
    private World world = World.empty();

    private List<Event> put(String yaml) {
        return tell(new Event.Put(Declared.object(yaml)));
    }

    private List<Event> gone(ObjectRef ref) {
        return tell(new Event.Gone(ref));
    }

    private List<Event> spoil(ObjectRef ref) {
        return tell(new Event.Spoiled(new Unreadable(ref, List.of())));
    }

    private List<Event> tell(Event event) {
        List<Event> told = reach.apply(event);
        world = world.apply(told);
        return told;
    }

    private static String ownClass(String name, String controller) {
        return V1 + "kind: GatewayClass\nmetadata: {name: " + name + "}\nspec: {controllerName: " + controller + "}\n";
    }

    private static String gateway(String name, String ownClass) {
        return gateway(name, ownClass, "");
    }

    private static String gateway(String name, String ownClass, String tls) {
        return V1 + "kind: Gateway\nmetadata: {name: " + name + ", namespace: a}\nspec: {gatewayClassName: " + ownClass
                + ", listeners: [{name: x, port: 80, protocol: HTTP" + tls + "}]}\n";
    }

    private static String certificate(String secret) {
        return ", tls: {certificateRefs: [{name: " + secret + "}]}";
    }

    private static String set(String name, String gateway) {
        return V1 + "kind: ListenerSet\nmetadata: {name: " + name + ", namespace: a}\nspec: {parentRef: {name: "
                + gateway + "}, listeners: [{name: w, port: 81, protocol: HTTP}]}\n";
    }

    private static String route(String parent) {
        return V1 + "kind: HTTPRoute\nmetadata: {name: r, namespace: a}\nspec: {parentRefs: [" + parent
                + "], rules: [{backendRefs: [{name: s, namespace: b, port: 80}]}]}\n";
    }

    private static String secret(String name) {
        return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + ", namespace: a}\ntype: Opaque\n";
    }

    /** What the world holds, by kind and name. */
    private String names() {
        return io.gatewright.model.read.Kinds.all().stream()
                .flatMap(kind -> world.all(kind).stream())
                .map(object -> object.ref().kind() + " " + object.ref().name())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    @Test
    void what_hangs_on_foreign_classes_stays_out() {
        put(ownClass("other", "example.com/other"));
        put(gateway("gw", "other"));
        put(set("s", "gw"));
        put(route("{name: gw}, {name: s, kind: ListenerSet}"));
        assertEquals("", names());
        assertEquals(Set.of(), reach.namespaces());
        assertEquals(Set.of(), reach.takeNewlyWanted());
    }

    @Test
    void everything_comes_in_when_its_class_becomes_ours_and_goes_when_it_is_not_any_more() {
        put(route("{name: s, kind: ListenerSet}"));
        put(set("s", "gw"));
        put(gateway("gw", "c"));
        assertEquals("", names());
        put(ownClass("c", OURS));
        assertEquals("Gateway gw, GatewayClass c, HTTPRoute r, ListenerSet s", names());
        assertEquals(Set.of("a", "b"), reach.namespaces());
        put(ownClass("c", "example.com/other"));
        assertEquals("", names());
    }

    @Test
    void a_route_comes_with_its_gateway_and_goes_with_it() {
        put(ownClass("c", OURS));
        put(route("{name: gw}"));
        assertEquals("GatewayClass c", names());
        put(gateway("gw", "c"));
        assertEquals("Gateway gw, GatewayClass c, HTTPRoute r", names());
        gone(Gateway.KIND.ref("a", "gw"));
        assertEquals("GatewayClass c", names());
    }

    @Test
    void a_route_of_a_foreign_and_of_our_gateway_is_ours() {
        put(ownClass("c", OURS));
        put(gateway("gw", "c"));
        put(gateway("other", "other"));
        put(route("{name: other}"));
        assertEquals("Gateway gw, GatewayClass c", names());
        put(route("{name: other}, {name: gw}"));
        assertEquals("Gateway gw, GatewayClass c, HTTPRoute r", names());
        put(route("{name: other}"));
        assertEquals("Gateway gw, GatewayClass c", names());
        assertEquals(List.of(), gone(ROUTE), "the world never missed it");
    }

    @Test
    void a_route_for_all_default_gateways_is_always_ours() {
        put(V1 + "kind: HTTPRoute\nmetadata: {name: r, namespace: a}\nspec: {useDefaultGateways: All}\n");
        assertEquals("HTTPRoute r", names());
    }

    @Test
    void a_deleted_class_counts_until_its_last_gateway_is_gone() {
        put(ownClass("c", OURS));
        put(gateway("one", "c"));
        put(gateway("two", "c"));
        assertEquals(List.of(), gone(GatewayClass.KIND.ref("", "c")));
        gone(Gateway.KIND.ref("a", "one"));
        assertEquals("Gateway two, GatewayClass c", names());
        gone(Gateway.KIND.ref("a", "two"));
        assertEquals("", names());
        put(gateway("three", "c"));
        assertEquals("", names());
    }

    @Test
    void a_deleted_class_also_goes_when_its_last_gateway_changes_to_another_one() {
        put(ownClass("c", OURS));
        put(ownClass("d", OURS));
        put(gateway("one", "c"));
        gone(GatewayClass.KIND.ref("", "c"));
        put(gateway("one", "d"));
        assertEquals("Gateway one, GatewayClass d", names());
    }

    @Test
    void a_deleted_class_that_is_made_anew_counts_as_it_is_now() {
        put(ownClass("c", OURS));
        put(gateway("one", "c"));
        gone(GatewayClass.KIND.ref("", "c"));
        put(ownClass("c", "example.com/other"));
        assertEquals("", names());
        put(ownClass("c", OURS));
        gone(Gateway.KIND.ref("a", "one"));
        assertEquals("GatewayClass c", names());
    }

    @Test
    void what_is_as_it_was_is_no_event_unless_there_was_a_complaint_about_it() {
        put(ownClass("c", OURS));
        put(gateway("gw", "c"));
        assertEquals(1, put(route("{name: gw}")).size());
        assertEquals(List.of(), put(route("{name: gw}")), "a status was written");
        assertEquals(List.of(), put(gateway("gw", "c")));
        spoil(ROUTE);
        assertEquals(Set.of(ROUTE), world.unreadable().keySet());
        assertEquals(1, put(route("{name: gw}")).size());
        assertEquals(Set.of(), world.unreadable().keySet());
        gone(ROUTE);
        assertEquals(1, put(route("{name: gw}")).size());
    }

    @Test
    void secrets_and_config_maps_come_only_when_they_are_named() {
        put(ownClass("c", OURS));
        assertEquals(List.of(), put(secret("cert")));
        assertEquals(List.of(), put("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: roots, namespace: a}\n"));
        put(gateway("gw", "c", certificate("cert")));
        assertEquals(Set.of(Secret.KIND.ref("a", "cert")), reach.takeNewlyWanted());
        assertEquals(Set.of(), reach.takeNewlyWanted(), "told once");
        put(secret("cert"));
        put(secret("other"));
        assertEquals("Gateway gw, GatewayClass c, Secret cert", names());
        put(V1 + """
                kind: BackendTLSPolicy
                metadata: {name: p, namespace: a}
                spec:
                  targetRefs: [{group: "", kind: Service, name: s}]
                  validation: {hostname: a.example.com, caCertificateRefs: [{group: "", kind: ConfigMap, name: roots}]}
                """);
        assertEquals(Set.of(ConfigMap.KIND.ref("a", "roots")), reach.takeNewlyWanted());
        assertEquals(Set.of("a"), reach.namespaces());
    }

    @Test
    void wants_are_counted() {
        put(ownClass("c", OURS));
        put(gateway("one", "c", certificate("cert")));
        put(gateway("two", "c", certificate("cert")));
        assertEquals(Set.of(Secret.KIND.ref("a", "cert")), reach.takeNewlyWanted());
        put(gateway("two", "c", certificate("cert")));
        put(gateway("one", "c"));
        assertEquals(1, put(secret("cert")).size(), "the other one still wants it");
        gone(Gateway.KIND.ref("a", "two"));
        assertEquals(List.of(), put(secret("cert")));
        put(gateway("one", "c", certificate("cert")));
        assertEquals(Set.of(Secret.KIND.ref("a", "cert")), reach.takeNewlyWanted(), "to be looked at again");
    }

    @Test
    void what_foreign_objects_name_is_not_wanted() {
        put(ownClass("c", OURS));
        put(gateway("gw", "other", certificate("cert")));
        assertEquals(Set.of(), reach.takeNewlyWanted());
        put(gateway("gw", "c", certificate("cert")));
        assertEquals(Set.of(Secret.KIND.ref("a", "cert")), reach.takeNewlyWanted());
        put(gateway("gw", "other", certificate("cert")));
        assertEquals(List.of(), put(secret("cert")));
    }

    @Test
    void services_slices_namespaces_and_grants_come_as_they_are() {
        assertEquals(
                1,
                put("apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: a}\n")
                        .size());
        assertEquals(
                1, put("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n").size());
        assertEquals(Set.of(), reach.namespaces());
        assertEquals("Namespace a, Service s", names());
    }

    @Test
    void an_object_that_was_never_read_is_told_until_it_turns_out_to_be_foreign() {
        assertEquals(1, spoil(ROUTE).size());
        assertEquals(Set.of(ROUTE), world.unreadable().keySet());
        put(route("{name: nobodys}"));
        assertEquals(Set.of(), world.unreadable().keySet());
        assertEquals(List.of(), spoil(ROUTE), "its last good version is foreign");
        gone(ROUTE);
        assertEquals(Set.of(), world.unreadable().keySet());
    }

    @Test
    void what_became_unreadable_while_it_was_foreign_is_told_when_it_becomes_ours() {
        put(route("{name: gw}"));
        spoil(ROUTE);
        put(gateway("gw", "c"));
        assertEquals(Set.of(), world.unreadable().keySet());
        put(ownClass("c", OURS));
        assertTrue(world.get(ROUTE).isPresent());
        assertEquals(Set.of(ROUTE), world.unreadable().keySet());
        put(route("{name: gw}"));
        assertEquals(Set.of(), world.unreadable().keySet());
    }

    @Test
    void a_secret_that_nobody_names_is_not_told_when_it_cannot_be_read() {
        assertEquals(List.of(), spoil(Secret.KIND.ref("a", "cert")));
        put(ownClass("c", OURS));
        put(gateway("gw", "c", certificate("cert")));
        assertEquals(1, spoil(Secret.KIND.ref("a", "cert")).size());
    }

    @Test
    void what_is_gone_was_there_before() {
        Set<String> kinds = Stream.of(gone(ROUTE), gone(Secret.KIND.ref("a", "x")))
                .flatMap(List::stream)
                .map(event -> event.ref().kind())
                .collect(Collectors.toCollection(TreeSet::new));
        // what was never seen may have been told by somebody before us: a goodbye too many does no harm
        assertEquals(Set.of("HTTPRoute", "Secret"), kinds);
        assertEquals("", names());
    }
}
