package io.gatewright.app.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.files.Declared;
import io.gatewright.model.core.Namespace;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.world.World;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImpliedTest {
    private final Implied implied = new Implied("gatewright.io/controller");

    private static World world(String yaml) {
        return World.empty()
                .apply(Declared.of(new TreeMap<>(Map.of("a.yaml", Declared.read("a.yaml", yaml))))
                        .events());
    }

    private static String gatewayClass(String name, String controller) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: " + name
                + "}\nspec: {controllerName: " + controller + "}\n";
    }

    @Test
    void without_a_class_of_ours_there_is_one() {
        World world = implied.apply(world(gatewayClass("other", "example.com/other")));
        assertEquals(
                "gatewright.io/controller",
                world.get(GatewayClass.KIND, "", "gatewright")
                        .orElseThrow()
                        .spec()
                        .controllerName());
    }

    @Test
    void a_class_of_ours_suffices() {
        World world = implied.apply(world(gatewayClass("mine", "gatewright.io/controller")));
        assertEquals(1, world.all(GatewayClass.KIND).size());
    }

    @Test
    void a_class_of_that_name_that_belongs_to_others_is_left_alone() {
        World world = implied.apply(world(gatewayClass("gatewright", "example.com/other")));
        assertEquals(
                "example.com/other",
                world.get(GatewayClass.KIND, "", "gatewright")
                        .orElseThrow()
                        .spec()
                        .controllerName());
    }

    @Test
    void namespaces_in_use_exist_and_bear_their_name_as_a_label() {
        World world = implied.apply(world("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n"
                + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: infra, labels: {team: x}}\n"));
        Namespace shop = world.get(Namespace.KIND, "", "shop").orElseThrow();
        assertEquals("shop", shop.metadata().labels().get("kubernetes.io/metadata.name"));
        Namespace infra = world.get(Namespace.KIND, "", "infra").orElseThrow();
        assertEquals(
                Map.of("team", "x", "kubernetes.io/metadata.name", "infra"),
                infra.metadata().labels());
        assertTrue(world.get(Namespace.KIND, "", "default").isEmpty());
    }

    @Test
    void the_same_world_is_completed_with_the_same_objects() {
        World before = world("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
                + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: infra}\n");
        World first = implied.apply(before);
        World second = implied.apply(before);
        for (String name : new String[] {"default", "infra"}) {
            assertSame(
                    first.get(Namespace.KIND, "", name).orElseThrow(),
                    second.get(Namespace.KIND, "", name).orElseThrow());
        }
    }
}
