package io.gatewright.model.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripTest {
    private static final ModelJson JSON = new ModelJson();

    /** A document of any kind, every field of which may be set. */
    record Sample(Kind<?> kind, ObjectNode tree) {
        ApiObject value() {
            return JSON.toValue(tree, kind);
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.of(Kinds.all()).flatMap(kind -> AnyTree.of(kind).map(tree -> new Sample(kind, tree)));
    }

    @Property(tries = 2_000)
    void written_then_read_is_the_same_value(@ForAll("samples") Sample sample) {
        ApiObject value = sample.value();
        ApiObject again = JSON.toValue(JSON.toTree(value), sample.kind());
        assertEquals(value, again);
        assertEquals(value.hashCode(), again.hashCode());
    }

    @Property(tries = 2_000)
    void nothing_that_was_read_is_lost_when_it_is_written(@ForAll("samples") Sample sample) {
        assertContained(
                sample.tree(), JSON.toTree(sample.value()), sample.kind().name());
    }

    @Property(tries = 500)
    void writing_is_the_same_every_time(@ForAll("samples") Sample sample) {
        ObjectNode written = JSON.toTree(sample.value());
        assertEquals(written.toString(), JSON.toTree(sample.value()).toString());
        assertEquals(
                written.toString(),
                JSON.toTree(JSON.toValue(written, sample.kind())).toString());
    }

    @Property(tries = 500)
    void a_null_is_as_good_as_nothing(@ForAll("samples") Sample sample) {
        ObjectNode nulls = sample.tree().deepCopy();
        for (var accessor : AnyTree.fields(sample.kind().type())) {
            if (!nulls.has(AnyTree.jsonName(accessor))) {
                nulls.putNull(AnyTree.jsonName(accessor));
            }
        }
        assertEquals(sample.value(), JSON.toValue(nulls, sample.kind()));
    }

    /** Everything in {@code part} is in {@code whole}; empty lists and maps may be missing. */
    static void assertContained(JsonNode part, JsonNode whole, String where) {
        if (part instanceof ObjectNode fields) {
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                boolean empty =
                        field.getValue().isContainerNode() && field.getValue().isEmpty();
                if (whole.has(field.getKey()) || !empty) {
                    assertTrue(whole.has(field.getKey()), where + "." + field.getKey() + " is lost");
                    assertContained(field.getValue(), whole.get(field.getKey()), where + "." + field.getKey());
                }
            }
        } else if (part.isArray()) {
            if (part.size() > 0) {
                assertEquals(part.size(), whole.size(), where);
                for (int i = 0; i < part.size(); i++) {
                    assertContained(part.get(i), whole.get(i), where + "[" + i + "]");
                }
            }
        } else if (part.isNumber()) {
            assertEquals(part.asLong(), whole.asLong(), where);
        } else {
            assertEquals(part, whole, where);
        }
    }
}
