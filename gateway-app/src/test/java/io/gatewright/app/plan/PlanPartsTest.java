package io.gatewright.app.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.PlanEntry;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Plans are written and read by hand; here reflection looks after it. A component or a member of a family that is added to
 * plans must be added to {@link SamplePlans#everything()}, and then must come back from there ({@link PlanJsonTest}) and be
 * written as all others are.
 */
class PlanPartsTest {
    private static final Set<Class<?>> WORDS =
            Set.of(ObjectRef.class, ListenerKey.class, CertificatePlan.PrivateKey.class);

    @Test
    void every_component_of_every_record_has_a_value_somewhere() {
        Set<String> expected = new TreeSet<>();
        components(PlanEntry.class, expected);
        assertTrue(
                expected.containsAll(Set.of("RulePlan.session", "RulePlan.Session.cookie", "FilterPlan.Cors.maxAge")),
                expected::toString);
        Set<String> seen = new TreeSet<>();
        SamplePlans.everything().entries().values().forEach(entry -> values(entry, seen));
        expected.removeAll(seen);
        assertEquals(Set.of(), expected, "components without a value in SamplePlans.everything()");
    }

    private static void components(Type type, Set<String> found) {
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                components(argument, found);
            }
        } else if (type instanceof Class<?> one && one.isSealed()) {
            for (Class<?> member : one.getPermittedSubclasses()) {
                components(member, found);
            }
        } else if (type instanceof Class<?> one && object(one)) {
            for (RecordComponent component : one.getRecordComponents()) {
                if (found.add(name(component))) {
                    components(component.getGenericType(), found);
                }
            }
        }
    }

    private static void values(Object value, Set<String> seen) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> values(present, seen));
        } else if (value instanceof Collection<?> list) {
            list.forEach(item -> values(item, seen));
        } else if (object(value.getClass())) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object part = part(value, component);
                if (!Set.of(Optional.empty(), List.of(), Map.of(), "", 0, false).contains(part)) {
                    seen.add(name(component));
                    values(part, seen);
                }
            }
        }
    }

    @Test
    void an_entry_is_written_component_by_component_under_their_names() throws Exception {
        for (PlanEntry entry : SamplePlans.everything().entries().values()) {
            ObjectNode expected = JsonNodeFactory.instance.objectNode();
            expected.set(PlanFamily.of(entry).field(), tree(entry));
            String line = PlanJson.withKeys().line(entry);
            // as text: the order counts
            assertEquals(expected.toString(), line);
            assertEquals(expected, new ObjectMapper().readTree(line));
            assertEquals(
                    expected.get(PlanFamily.of(entry).field()),
                    PlanJson.withKeys().tree(entry));
        }
    }

    private static JsonNode tree(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (object(value.getClass())) {
            ObjectNode object = nodes.objectNode();
            if (!(value instanceof PlanEntry)
                    && value.getClass().getInterfaces().length > 0
                    && value.getClass().getInterfaces()[0].isSealed()) {
                object.put("type", value.getClass().getSimpleName());
            }
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object part = part(value, component);
                Object present = part instanceof Optional<?> optional ? optional.orElse(null) : part;
                boolean empty =
                        present == null || Set.of(List.of(), Map.of(), "").contains(present);
                if (!empty || value instanceof BackendPlan.Cluster) {
                    object.set(component.getName(), tree(present));
                }
            }
            return object;
        } else if (value instanceof List<?> list) {
            ArrayNode array = nodes.arrayNode();
            list.forEach(item -> array.add(tree(item)));
            return array;
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = nodes.objectNode();
            map.forEach((key, item) -> object.set((String) key, tree(item)));
            return object;
        } else if (value instanceof Integer number) {
            return nodes.numberNode(number);
        } else if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        } else if (value instanceof ObjectRef ref) {
            String group = ref.group().isEmpty() ? "" : ref.group() + "/";
            return nodes.textNode(group + ref.kind() + "/" + ref.namespace() + "/" + ref.name());
        } else if (value instanceof ListenerKey key) {
            return nodes.textNode(tree(key.owner()).textValue() + "/" + key.section());
        } else if (value instanceof CertificatePlan.PrivateKey key) {
            return nodes.textNode(key.pem());
        }
        return nodes.textNode(value.toString());
    }

    private static boolean object(Class<?> type) {
        return type.isRecord() && !WORDS.contains(type);
    }

    private static String name(RecordComponent component) {
        Class<?> type = component.getDeclaringRecord();
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.') + "."
                + component.getName();
    }

    private static Object part(Object value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
