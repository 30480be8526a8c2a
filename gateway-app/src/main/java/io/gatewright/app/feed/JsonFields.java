package io.gatewright.app.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that somebody else wrote. What is there and of another type than expected is an error that names
 * the field; fields that nobody asks for do no harm.
 */
final class JsonFields {
    private static final JsonFactory JSON = new JsonFactory();

    /** Texts, {@code Long}s, {@code Boolean}s, lists and maps of these; nothing for numbers with a fraction and for null. */
    private final Map<?, ?> fields;

    private JsonFields(Map<?, ?> fields) {
        this.fields = fields;
    }

    /** @throws IllegalArgumentException if it is no JSON object, or something follows it */
    static JsonFields read(byte[] message) {
        try (JsonParser in = JSON.createParser(message)) {
            in.nextToken();
            Object value = value(in);
            if (!(value instanceof Map<?, ?> map) || in.nextToken() != null) {
                throw new IllegalArgumentException("expected one JSON object");
            }
            return new JsonFields(map);
        } catch (IOException e) {
            // without its message, which would show what is there
            throw new IllegalArgumentException("expected JSON: " + e.getClass().getSimpleName(), e);
        }
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> object = new LinkedHashMap<>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                in.nextToken();
                Object value = value(in);
                if (value != null) {
                    object.put(name, value);
                }
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                Object value = value(in);
                if (value != null) {
                    list.add(value);
                }
            }
            return list;
        }
        if (token == JsonToken.VALUE_STRING) {
            return in.getText();
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return in.getLongValue();
        }
        return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE ? in.getBooleanValue() : null;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    String text(String field) {
        return optionalText(field).orElseThrow(() -> expected(field, "a text"));
    }

    Optional<String> optionalText(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(expect(field, value, String.class, "a text"));
    }

    long number(String field) {
        return expect(field, fields.get(field), Long.class, "a whole number");
    }

    /** A number that is a port, or no port at all: 0. */
    int port(String field) {
        long number = number(field);
        if (number < 0 || number > 65_535) {
            throw expected(field, "a port");
        }
        return (int) number;
    }

    /** What is not there is false. */
    boolean flag(String field) {
        Object value = fields.get(field);
        return value != null && expect(field, value, Boolean.class, "true or false");
    }

    /** Texts by name; none if the field is not there. */
    Map<String, String> texts(String field) {
        Object value = fields.get(field);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value != null) {
            Map<?, ?> object = expect(field, value, Map.class, "an object");
            object.forEach((name, text) ->
                    texts.put(String.valueOf(name), expect(field + "." + name, text, String.class, "a text")));
        }
        return texts;
    }

    /** Texts; none if the field is not there. */
    List<String> list(String field) {
        List<String> texts = new ArrayList<>();
        for (Object text : values(field)) {
            texts.add(expect(field, text, String.class, "texts"));
        }
        return texts;
    }

    /** Objects; none if the field is not there. */
    List<JsonFields> objects(String field) {
        List<JsonFields> objects = new ArrayList<>();
        for (Object object : values(field)) {
            objects.add(new JsonFields(expect(field, object, Map.class, "objects")));
        }
        return objects;
    }

    private List<?> values(String field) {
        Object value = fields.get(field);
        return value == null ? List.of() : expect(field, value, List.class, "a list");
    }

    private static <T> T expect(String field, @Nullable Object value, Class<T> type, String what) {
        if (!type.isInstance(value)) {
            throw expected(field, what);
        }
        return type.cast(value);
    }

    private static IllegalArgumentException expected(String field, String what) {
        return new IllegalArgumentException("`" + field + "`: expected " + what);
    }
}
