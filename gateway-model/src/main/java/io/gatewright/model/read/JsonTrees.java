package io.gatewright.model.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatewright.model.read.tree.ListNode;
import io.gatewright.model.read.tree.MapNode;
import io.gatewright.model.read.tree.Node;
import io.gatewright.model.read.tree.ScalarNode;
import java.math.BigInteger;

/** Located tree -> JSON tree, for binding. */
final class JsonTrees {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTrees() {}

    static JsonNode of(Node node) {
        return node.fold(JsonTrees::object, JsonTrees::array, JsonTrees::scalar);
    }

    private static JsonNode object(MapNode map) {
        ObjectNode object = NODES.objectNode();
        map.entries().forEach((name, entry) -> object.set(name, of(entry.value())));
        return object;
    }

    private static JsonNode array(ListNode list) {
        ArrayNode array = NODES.arrayNode(list.items().size());
        list.items().forEach(item -> array.add(of(item)));
        return array;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        return switch (scalar.type()) {
            case STRING -> NODES.textNode(scalar.text());
            case BOOLEAN -> NODES.booleanNode(Boolean.parseBoolean(scalar.text()));
            case DECIMAL -> NODES.numberNode(Double.parseDouble(scalar.text()));
            case INTEGER -> integer(new BigInteger(scalar.text()));
            case NULL -> NODES.nullNode();
        };
    }

    private static JsonNode integer(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return NODES.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }
}
