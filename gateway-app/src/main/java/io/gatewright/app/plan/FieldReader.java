package io.gatewright.app.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects field by field. Where something else is than expected, an {@link IllegalArgumentException} says at which
 * field and what; text that is no JSON ends in the parser's own exceptions.
 */
final class FieldReader {
    /** Reads the fields of one object up to its end, {@link #next} by {@link #next}. */
    interface Fields<T> {
        T read(FieldReader in) throws IOException;
    }

    private final JsonParser in;

    FieldReader(JsonParser in) {
        this.in = in;
    }

    /** The object where the parser stands; it stands on the object's end afterwards. */
    <T> T object(Fields<T> fields) throws IOException {
        begin();
        return fields.read(this);
    }

    /** Makes sure that an object begins here. */
    void begin() {
        expect(JsonToken.START_OBJECT, "an object");
    }

    /** The name of the next field, the parser standing on its value; null at the end of the object. A field that is null is absent. */
    @Nullable
    String next() throws IOException {
        String name = in.nextFieldName();
        while (name != null && in.nextToken() == JsonToken.VALUE_NULL) {
            name = in.nextFieldName();
        }
        return name;
    }

    /** The member of a sealed family that the object is: its first field says. */
    String type() throws IOException {
        begin();
        if (!"type".equals(in.nextFieldName())) {
            throw fault("expected the field `type` before any other");
        }
        in.nextToken();
        return text();
    }

    <T> List<T> objects(Fields<T> fields) throws IOException {
        List<T> objects = list();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            objects.add(object(fields));
        }
        return objects;
    }

    /** A list of members of a sealed family, which begin with their {@link #type}. */
    <T> List<T> members(Fields<T> member) throws IOException {
        List<T> members = list();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            members.add(member.read(this));
        }
        return members;
    }

    List<String> texts() throws IOException {
        List<String> texts = list();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text());
        }
        return texts;
    }

    List<Integer> numbers() throws IOException {
        List<Integer> numbers = list();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            numbers.add(number());
        }
        return numbers;
    }

    private <T> List<T> list() {
        expect(JsonToken.START_ARRAY, "a list");
        return new ArrayList<>();
    }

    Map<String, String> map() throws IOException {
        begin();
        Map<String, String> texts = new TreeMap<>();
        for (String name = next(); name != null; name = next()) {
            texts.put(name, text());
        }
        return texts;
    }

    int number() throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getNumberType() == JsonParser.NumberType.INT) {
            return in.getIntValue();
        }
        throw expected("a whole number within 32 bits");
    }

    boolean flag() {
        if (in.currentToken() == JsonToken.VALUE_TRUE) {
            return true;
        }
        expect(JsonToken.VALUE_FALSE, "true or false");
        return false;
    }

    /** A text; short ones are mostly repeated and shared then. */
    String text() throws IOException {
        return PlanWords.shared(string());
    }

    ObjectRef ref() throws IOException {
        return word(PlanWords.REFS);
    }

    ListenerKey listener() throws IOException {
        return word(PlanWords.LISTENERS);
    }

    Hostname hostname() throws IOException {
        return word(PlanWords.HOSTNAMES);
    }

    /** What is written as one text. */
    <T> T word(Function<String, T> read) throws IOException {
        String text = string();
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()), e);
        }
    }

    /** One of a few names. */
    <E extends Enum<E>> E constant(E[] constants) throws IOException {
        String text = string();
        for (E constant : constants) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw fault("`" + text + "` is not known here: expected one of " + List.of(constants));
    }

    private String string() throws IOException {
        expect(JsonToken.VALUE_STRING, "a text");
        return in.getText();
    }

    private void expect(JsonToken token, String what) {
        if (in.currentToken() != token) {
            throw expected(what);
        }
    }

    private IllegalArgumentException expected(String what) {
        JsonToken token = in.currentToken();
        return fault("expected " + what + ", found "
                + (token == null
                        ? "nothing"
                        : switch (token) {
                            case START_OBJECT -> "an object";
                            case START_ARRAY -> "a list";
                            case VALUE_STRING -> "a text";
                            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                            default -> token.asString();
                        }));
    }

    /** What an object must have, after its last field. */
    <T> T needed(String name, @Nullable T value) {
        if (value == null) {
            throw fault("the field `" + name + "` is missing");
        }
        return value;
    }

    /** For the field that was reached. */
    IllegalArgumentException unknownField() {
        return fault("this field is not known here: it may come from a newer version");
    }

    IllegalArgumentException unknownType(String type, String expected) {
        return fault("`" + type + "` is not known here: expected one of " + expected);
    }

    /** Names the field that was reached. */
    IllegalArgumentException fault(String what) {
        return fault(what, null);
    }

    private IllegalArgumentException fault(String what, @Nullable Exception cause) {
        String at = in.getParsingContext().pathAsPointer().toString();
        return new IllegalArgumentException(at.isEmpty() ? what : "`" + at + "`: " + what, cause);
    }
}
