package io.gatewright.model.read;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Between JSON trees and values, without judging: what a tree may contain is decided before, what it means afterwards.
 * Unknown fields are ignored, a field that is {@code null} is absent, and defaults come from the values themselves.
 *
 * <p>Thread-safe; one instance per program is enough, as it caches what it learns about types.
 */
public final class ModelJson {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule("gatewright-instant")
                    .addSerializer(Instant.class, new InstantWriter())
                    .addDeserializer(Instant.class, new InstantReader()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .visibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .withConfigOverride(List.class, list -> list.setInclude(NON_EMPTY))
            .withConfigOverride(Map.class, map -> map.setInclude(NON_EMPTY))
            .build();

    private static final JsonInclude.Value NON_EMPTY =
            JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS);

    /**
     * Reads a tree as a value of the kind. {@code apiVersion} and {@code kind} of the tree are not looked at.
     *
     * @throws UnreadableTree when a field has the wrong type or a required field is missing; validation before finds
     *     the same with better words
     */
    public <T extends ApiObject> T toValue(JsonNode tree, Kind<T> kind) {
        JsonNode clean = withoutNulls(tree);
        if (kind == (Kind<?>) Secret.KIND && clean instanceof ObjectNode secret) {
            prepareSecret(secret);
        }
        return bind(clean, kind.type());
    }

    /**
     * Reads a part of an object, a status for example, by the same rules.
     *
     * @throws UnreadableTree as {@link #toValue}
     */
    public <T> T partToValue(JsonNode tree, Class<T> type) {
        return bind(withoutNulls(tree), type);
    }

    private <T> T bind(JsonNode tree, Class<T> type) {
        try {
            return mapper.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw UnreadableTree.of(e);
        }
    }

    /**
     * Writes a value as a tree: {@code apiVersion} (of the storage version), {@code kind}, {@code metadata}, then the
     * other fields by name, as {@code spec} before {@code status}. Defaults are written, absent values, empty lists and
     * empty maps are not; empty strings and objects are. A Secret is written with its content.
     */
    public ObjectNode toTree(ApiObject object) {
        ObjectNode fields = mapper.valueToTree(object);
        ObjectNode tree = mapper.createObjectNode();
        tree.put("apiVersion", object.kind().apiVersion());
        tree.put("kind", object.kind().name());
        tree.set("metadata", fields.remove("metadata"));
        tree.setAll(fields);
        return tree;
    }

    /** Writes a part of an object, a status for example, by the same rules. */
    public JsonNode partToTree(Object part) {
        return mapper.valueToTree(part);
    }

    /** A copy without fields that are null: to the API server they are absent, so that their default applies. */
    private JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = mapper.createObjectNode();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (!field.getValue().isNull()) {
                    copy.set(field.getKey(), withoutNulls(field.getValue()));
                }
            }
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = mapper.createArrayNode();
            array.forEach(element -> copy.add(withoutNulls(element)));
            return copy;
        }
        return node;
    }

    /** Merges stringData into data, and forgets the copy of both that kubectl leaves in an annotation. */
    private static void prepareSecret(ObjectNode secret) {
        if (secret.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data = secret.get("data") instanceof ObjectNode there ? there : secret.putObject("data");
            for (Map.Entry<String, JsonNode> text : texts.properties()) {
                byte[] utf8 = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
                data.put(text.getKey(), Base64.getEncoder().encodeToString(utf8));
            }
        }
        if (secret.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(LAST_APPLIED);
        }
    }

    private static final class InstantWriter extends StdScalarSerializer<Instant> {
        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(DateTimeFormatter.ISO_INSTANT.format(value));
        }
    }

    private static final class InstantReader extends StdScalarDeserializer<Instant> {
        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            try {
                return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            } catch (DateTimeException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, text, "expected a time as in RFC 3339");
            }
        }
    }
}
