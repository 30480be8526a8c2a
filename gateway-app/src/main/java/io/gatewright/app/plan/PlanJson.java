package io.gatewright.app.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

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
    private static final JsonFactory JSON = new JsonFactory();

    private final boolean keys;

    private PlanJson(boolean keys) {
        this.keys = keys;
    }

    // A proxy reads and writes entries all the time and has no other use for YAML or for Jackson's data binding, whose
    // hundreds of classes cost memory and a good part of a start: each is loaded when it is asked for.

    /** Made when YAML is asked for; its type is not seen outside, or the verifier would load it too. */
    private static final class Yaml {
        static final JsonFactory FACTORY = new YAMLFactory()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .disable(YAMLGenerator.Feature.SPLIT_LINES);
    }

    /** Made when a tree is asked for. */
    private static final class Trees {
        static final ObjectMapper MAPPER = new ObjectMapper();
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
        return indented(out -> write(plan, out));
    }

    /** Several plans as one JSON array. */
    public String toJson(List<Plan> plans) {
        return indented(out -> {
            out.writeStartArray();
            for (Plan plan : plans) {
                write(plan, out);
            }
            out.writeEndArray();
        });
    }

    /** Several plans as YAML, one document each, separated by {@code ---}. */
    public String toYaml(List<Plan> plans) {
        List<String> documents = new ArrayList<>();
        for (Plan plan : plans) {
            documents.add(text(Yaml.FACTORY, out -> write(plan, out)));
        }
        return String.join("---\n", documents);
    }

    /**
     * One entry as a tree.
     *
     * @return an object node of Jackson 2
     */
    public JsonNode tree(PlanEntry entry) {
        String text = text(JSON, out -> PlanWriter.entry(new FieldWriter(out), entry, keys));
        try {
            return Trees.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan entry was written that cannot be read", e);
        }
    }

    /**
     * Writes one plan into a larger document, without making a tree of it first; compact unless the generator indents.
     *
     * @param out of Jackson 2, where a value is expected
     */
    public void write(Plan plan, JsonGenerator out) throws IOException {
        PlanWriter.plan(new FieldWriter(out), plan, keys);
    }

    /**
     * One entry as compact JSON: an object whose one field names the family.
     *
     * @return text that is the same for equal entries
     */
    public String line(PlanEntry entry) {
        return text(JSON, out -> PlanWriter.line(new FieldWriter(out), entry, keys));
    }

    /**
     * Reads what {@link #line} wrote.
     *
     * @throws IllegalArgumentException if the text is no entry, has fields that are not known here, or goes on after it
     */
    public PlanEntry fromLine(String line) {
        try (JsonParser in = JSON.createParser(line)) {
            in.nextToken();
            PlanEntry entry = read(in);
            if (in.nextToken() != null) {
                throw new IllegalArgumentException("no plan entry: something follows it");
            }
            return entry;
        } catch (IOException e) {
            throw new IllegalArgumentException("no plan entry: " + reason(e), e);
        }
    }

    /**
     * Reads what {@link #line} wrote, out of a larger document.
     *
     * @param in of Jackson 2, standing on the first token of the value; on its last one afterwards
     * @throws IllegalArgumentException if the value is no entry, or has fields that are not known here
     * @throws JsonProcessingException if the text is no JSON
     */
    public PlanEntry read(JsonParser in) throws IOException {
        try {
            return PlanReader.line(new FieldReader(in));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no plan entry: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what {@link #toJson(Plan)} wrote.
     *
     * @throws IllegalArgumentException if the text is no plan, has fields that are not known here, or goes on after it
     */
    public Plan fromJson(String text) {
        try (JsonParser in = JSON.createParser(text)) {
            in.nextToken();
            Plan plan = readPlan(in);
            if (in.nextToken() != null) {
                throw new IllegalArgumentException("no plan: something follows it");
            }
            return plan;
        } catch (IOException e) {
            throw new IllegalArgumentException("no plan: " + reason(e), e);
        }
    }

    /**
     * Reads what {@link #write(Plan, JsonGenerator)} wrote, out of a larger document.
     *
     * @param in of Jackson 2, standing on the first token of the value; on its last one afterwards
     * @throws IllegalArgumentException if the value is no plan, or has fields that are not known here
     * @throws JsonProcessingException if the text is no JSON
     */
    public Plan readPlan(JsonParser in) throws IOException {
        try {
            return PlanReader.plan(new FieldReader(in));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no plan: " + e.getMessage(), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }

    private interface Value {
        void write(JsonGenerator out) throws IOException;
    }

    private static String indented(Value value) {
        return text(JSON, out -> {
            out.setPrettyPrinter(new DefaultPrettyPrinter());
            value.write(out);
        });
    }

    private static String text(JsonFactory factory, Value value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = factory.createGenerator(text)) {
            value.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("a plan could not be written", e);
        }
        return text.toString();
    }
}
