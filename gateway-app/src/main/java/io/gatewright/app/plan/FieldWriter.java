package io.gatewright.app.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes objects field by field, in whatever format the generator has. Texts, lists and maps that are empty are left out, and
 * so is what is absent; numbers, truth values, words and objects never are.
 */
final class FieldWriter {
    /** Writes what is between the braces of one object. */
    interface Fields<T> {
        void write(FieldWriter out, T value) throws IOException;
    }

    private final JsonGenerator out;

    FieldWriter(JsonGenerator out) {
        this.out = out;
    }

    /** An object where a value is expected. */
    <T> void object(T value, Fields<T> fields) throws IOException {
        begin();
        fields.write(this, value);
        end();
    }

    <T> void object(String name, T value, Fields<T> fields) throws IOException {
        out.writeFieldName(name);
        object(value, fields);
    }

    <T> void optional(String name, Optional<T> value, Fields<T> fields) throws IOException {
        if (value.isPresent()) {
            object(name, value.get(), fields);
        }
    }

    <T> void objects(String name, List<T> values, Fields<T> fields) throws IOException {
        if (!values.isEmpty()) {
            beginList(name);
            for (T value : values) {
                object(value, fields);
            }
            endList();
        }
    }

    /** The member of a sealed family that is written: the first field of its object. */
    void type(String type) throws IOException {
        word("type", type);
    }

    /** A text that says something even when it is empty. */
    void word(String name, String text) throws IOException {
        out.writeStringField(name, text);
    }

    void text(String name, String text) throws IOException {
        if (!text.isEmpty()) {
            word(name, text);
        }
    }

    void text(String name, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            text(name, text.get());
        }
    }

    void number(String name, int number) throws IOException {
        out.writeNumberField(name, number);
    }

    void flag(String name, boolean flag) throws IOException {
        out.writeBooleanField(name, flag);
    }

    void texts(String name, List<String> texts) throws IOException {
        if (!texts.isEmpty()) {
            beginList(name);
            for (String text : texts) {
                out.writeString(text);
            }
            endList();
        }
    }

    void numbers(String name, List<Integer> numbers) throws IOException {
        if (!numbers.isEmpty()) {
            beginList(name);
            for (int number : numbers) {
                out.writeNumber(number);
            }
            endList();
        }
    }

    /** Texts by name; those that are empty are left out too. */
    void map(String name, Map<String, String> texts) throws IOException {
        boolean begun = false;
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                if (!begun) {
                    out.writeFieldName(name);
                    begin();
                    begun = true;
                }
                word(entry.getKey(), entry.getValue());
            }
        }
        if (begun) {
            end();
        }
    }

    void begin() throws IOException {
        out.writeStartObject();
    }

    void end() throws IOException {
        out.writeEndObject();
    }

    void beginList(String name) throws IOException {
        out.writeArrayFieldStart(name);
    }

    void endList() throws IOException {
        out.writeEndArray();
    }

    /** The name of the next value. */
    void name(String name) throws IOException {
        out.writeFieldName(name);
    }
}
