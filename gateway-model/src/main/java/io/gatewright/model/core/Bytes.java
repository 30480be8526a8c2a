package io.gatewright.model.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * Immutable bytes of a Secret or of {@code binaryData}; base64 in JSON. They are never shown: {@link #toString} tells
 * only how many there are, messages of errors do not quote the input, and comparing takes the same time wherever the
 * first difference is.
 */
public final class Bytes {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of the given bytes. */
    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** The UTF-8 bytes of a text. */
    public static Bytes ofUtf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Decodes standard base64; line breaks are ignored, as the API server does.
     *
     * @throws IllegalArgumentException when the text is no base64; the message does not repeat the text
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Bytes ofBase64(String base64) {
        try {
            return new Bytes(Base64.getDecoder().decode(base64.replace("\n", "").replace("\r", "")));
        } catch (IllegalArgumentException notQuotedOnPurpose) {
            throw new IllegalArgumentException("expected base64 (" + base64.length() + " characters given)");
        }
    }

    /** A copy, for the one who needs the content. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** The bytes read as UTF-8, malformed parts replaced. The caller keeps the text out of messages and logs. */
    public String utf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public int size() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @JsonValue
    String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
