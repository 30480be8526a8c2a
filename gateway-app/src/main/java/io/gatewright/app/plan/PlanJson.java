package io.gatewright.app.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans as JSON or YAML and back. Private keys are masked unless the caller asks for them; a masked plan can be read back
 * and compared, but not served. Immutable and safe for use by several threads.
 *
 * <p>A plan is one object: {@code gateway}, then a list per family of entries ({@code listeners}, {@code routes}, {@code
 * rules}, {@code clusters}, {@code endpoints}, {@code certificates}, {@code trusts}). References to objects are written
 * {@code group/Kind/namespace/name}, those of the core group {@code Kind/namespace/name}. What is absent or empty is left
 * out.
 */
public final class PlanJson {
    private static final PlanJson MASKED = new PlanJson(false);
    private static final PlanJson COMPLETE = new PlanJson(true);

    private final ObjectMapper json;
    private final ObjectMapper yaml;

    private PlanJson(boolean keys) {
        this.json = configure(new ObjectMapper(new JsonFactory()), keys);
        this.yaml = configure(
                new ObjectMapper(new YAMLFactory()
                        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                        .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                        .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                        .disable(YAMLGenerator.Feature.SPLIT_LINES)),
                keys);
    }

    /** Writes no private key: for people, dumps and logs. */
    public static PlanJson masked() {
        return MASKED;
    }

    /** Writes private keys too: only for a peer that must serve the plan, over a channel that is safe for keys. */
    public static PlanJson withKeys() {
        return COMPLETE;
    }

    /** One plan as indented JSON, ending without a line break. */
    public String toJson(Plan plan) {
        return write(json, tree(plan));
    }

    /** Several plans as one JSON array. */
    public String toJson(List<Plan> plans) {
        return write(json, plans.stream().map(this::tree).toList());
    }

    /** Several plans as YAML, one document each, separated by {@code ---}. */
    public String toYaml(List<Plan> plans) {
        List<String> documents = new ArrayList<>();
        for (Plan plan : plans) {
            documents.add(write(yaml, tree(plan)));
        }
        return String.join("---\n", documents);
    }

    /** One entry as a tree. */
    public JsonNode tree(PlanEntry entry) {
        return json.valueToTree(entry);
    }

    /**
     * One plan as a tree, to be put into a larger document.
     *
     * @return an object node of Jackson 2
     */
    public JsonNode tree(Plan plan) {
        return json.valueToTree(document(plan));
    }

    /**
     * Writes one plan as compact JSON into a larger document, without making a tree of it first.
     *
     * @param out of Jackson 2, where a value is expected
     */
    public void write(Plan plan, JsonGenerator out) throws IOException {
        json.writer().without(SerializationFeature.INDENT_OUTPUT).writeValue(out, document(plan));
    }

    private static Map<String, Object> document(Plan plan) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("gateway", plan.gateway());
        for (PlanFamily family : PlanFamily.values()) {
            List<? extends PlanEntry> entries = family.of(plan);
            if (!entries.isEmpty()) {
                document.put(family.field(), entries);
            }
        }
        return document;
    }

    /**
     * One entry as compact JSON: an object whose one field names the family.
     *
     * @return text that is the same for equal entries
     */
    public String line(PlanEntry entry) {
        ObjectNode line = json.createObjectNode();
        line.set(PlanFamily.of(entry).field(), json.valueToTree(entry));
        return line.toString();
    }

    /**
     * Reads what {@link #line} wrote.
     *
     * @throws IllegalArgumentException if the text is no entry, or has fields that are not known here
     */
    public PlanEntry fromLine(JsonNode line) {
        try {
            for (PlanFamily family : PlanFamily.values()) {
                if (line.has(family.field())) {
                    return json.treeToValue(line.get(family.field()), family.type());
                }
            }
            throw new IllegalArgumentException("no plan entry: expected one field that names its family");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no plan entry: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads what {@link #toJson(Plan)} wrote.
     *
     * @throws IllegalArgumentException if the text is no plan
     */
    public Plan fromJson(String text) {
        try {
            JsonNode node = json.readTree(text);
            if (!(node instanceof ObjectNode document) || !document.hasNonNull("gateway")) {
                throw new IllegalArgumentException("no plan: expected an object with the field `gateway`");
            }
            List<PlanEntry> entries = new ArrayList<>();
            for (PlanFamily family : PlanFamily.values()) {
                for (JsonNode entry : document.path(family.field())) {
                    entries.add(json.treeToValue(entry, family.type()));
                }
            }
            return Plan.of(PlanWords.ref(document.get("gateway").asText()), entries);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no plan: " + e.getOriginalMessage(), e);
        }
    }

    private static String write(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan could not be written", e);
        }
    }

    private static ObjectMapper configure(ObjectMapper mapper, boolean keys) {
        mapper.registerModule(new Jdk8Module());
        mapper.registerModule(PlanWords.module(keys));
        mapper.addMixIn(PathMatch.class, PlanFamilies.Paths.class);
        mapper.addMixIn(FilterPlan.class, PlanFamilies.Filters.class);
        mapper.addMixIn(BackendPlan.Target.class, PlanFamilies.Targets.class);
        mapper.addMixIn(BackendPlan.Cluster.class, PlanFamilies.Plain.class);
        mapper.addMixIn(BackendPlan.Unresolvable.class, PlanFamilies.Plain.class);
        mapper.setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);
        // what was left out because it was empty comes back as empty, never as null
        mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        mapper.configOverride(Map.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        mapper.configOverride(String.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.enable(SerializationFeature.INDENT_OUTPUT);
        return mapper;
    }
}
