package io.gatewright.model.read;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatewright.model.core.Bytes;
import io.gatewright.model.core.IntOrString;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.GatewayDuration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random documents of a kind: every field may be there, with a value of its type and no regard for the rules of the API.
 * The fields are those of the generated values, so that a new field is tested without a line here.
 */
final class AnyTree {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TEXTS =
            List.of("", "a", "Exact", "no", "1", "*.example.com", "ü ☂", "line\nbreak");
    private static final List<String> TIMES =
            List.of("1970-01-01T00:00:00Z", "2026-11-23T08:30:00Z", "2038-01-19T03:14:08Z", "2026-01-01T00:00:00.500Z");

    private static final Map<Class<?>, Optional<Class<?>>> GENERATED = new ConcurrentHashMap<>();
    private static final Map<Class<?>, List<Method>> FIELDS = new ConcurrentHashMap<>();

    private final Random random;
    private final double share;

    private AnyTree(Random random) {
        this.random = random;
        this.share = random.nextDouble();
    }

    static Arbitrary<ObjectNode> of(Kind<?> kind) {
        return Arbitraries.randomValue(random -> new AnyTree(random).value(kind.type(), 0));
    }

    /** The JSON fields of a value type with the accessors behind them, by name. */
    static List<Method> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(type, AnyTree::accessors);
    }

    private static List<Method> accessors(Class<?> type) {
        return Arrays.stream(generated(type).orElseThrow().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(JsonProperty.class) && !method.isBridge())
                .sorted(Comparator.comparing(AnyTree::jsonName))
                .toList();
    }

    static String jsonName(Method accessor) {
        return accessor.getAnnotation(JsonProperty.class).value();
    }

    /** The generated class of a value type; empty for scalars. */
    static Optional<Class<?>> generated(Class<?> type) {
        return GENERATED.computeIfAbsent(type, AnyTree::load);
    }

    private static Optional<Class<?>> load(Class<?> type) {
        try {
            return Optional.of(Class.forName(type.getPackageName() + ".Immutable" + type.getSimpleName()));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The type itself, or what an Optional, a list or a map of it holds. */
    static Class<?> element(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            return element(of[of.length - 1]);
        }
        return (Class<?>) type;
    }

    private ObjectNode value(Class<?> type, int depth) {
        ObjectNode tree = JSON.objectNode();
        for (Method accessor : fields(type)) {
            if (required(type, accessor) || random.nextDouble() < share / (1 + depth / 4.0)) {
                tree.set(jsonName(accessor), node(accessor.getGenericReturnType(), depth));
            }
        }
        return tree;
    }

    /** Whether a value cannot be without the field: it has no default and is no Optional, list or map. */
    static boolean required(Class<?> type, Method accessor) {
        try {
            boolean hasNoDefault =
                    Modifier.isAbstract(type.getMethod(accessor.getName()).getModifiers());
            return hasNoDefault && accessor.getGenericReturnType() instanceof Class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode node(Type type, int depth) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                var list = JSON.arrayNode();
                random.ints(random.nextInt(4)).forEach(ignored -> list.add(node(of[0], depth + 1)));
                return list;
            }
            if (generic.getRawType() == Map.class) {
                ObjectNode map = JSON.objectNode();
                random.ints(random.nextInt(4)).forEach(ignored -> map.set(text(), node(of[1], depth + 1)));
                return map;
            }
            return node(of[0], depth);
        }
        Class<?> scalar = (Class<?>) type;
        if (generated(scalar).isPresent()) {
            return value(scalar, depth + 1);
        }
        if (scalar == int.class || scalar == Integer.class) {
            return JSON.numberNode(random.nextInt());
        }
        if (scalar == Long.class) {
            return JSON.numberNode(random.nextLong());
        }
        if (scalar == Boolean.class) {
            return JSON.booleanNode(random.nextBoolean());
        }
        if (scalar == IntOrString.class) {
            return random.nextBoolean() ? JSON.numberNode(random.nextInt()) : JSON.textNode(text());
        }
        if (scalar == Instant.class) {
            return JSON.textNode(TIMES.get(random.nextInt(TIMES.size())));
        }
        if (scalar == GatewayDuration.class) {
            return JSON.textNode(
                    random.nextInt(99_999) + List.of("ms", "s", "m", "h").get(random.nextInt(4)));
        }
        if (scalar == Bytes.class) {
            byte[] bytes = new byte[random.nextInt(5)];
            random.nextBytes(bytes);
            return JSON.textNode(Base64.getEncoder().encodeToString(bytes));
        }
        if (scalar == String.class) {
            return JSON.textNode(text());
        }
        if (scalar == JsonNode.class) {
            return tree(depth);
        }
        throw new AssertionError("a field of " + scalar + " was not expected: say here how to make one");
    }

    /** A field that is kept as it is: any JSON but null, which is as good as nothing. */
    private JsonNode tree(int depth) {
        return switch (random.nextInt(depth > 4 ? 3 : 5)) {
            case 0 -> JSON.textNode(text());
            case 1 -> JSON.numberNode(random.nextInt());
            case 2 -> JSON.booleanNode(random.nextBoolean());
            case 3 -> JSON.arrayNode().add(tree(depth + 1)).add(tree(depth + 1));
            default -> JSON.objectNode().set(text(), tree(depth + 1));
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
