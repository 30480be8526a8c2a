package io.gatewright.app.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import io.gatewright.semantics.plan.CertificatePlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** The words inside a plan that are written as one string each. */
final class PlanWords {
    private static final String MASK = "redacted";

    private PlanWords() {}

    static SimpleModule module(boolean keys) {
        SimpleModule module = new SimpleModule("gatewright-plan");
        word(module, ObjectRef.class, PlanWords::text, PlanWords::ref);
        word(module, ListenerKey.class, key -> text(key.owner()) + "/" + key.section(), PlanWords::listener);
        word(module, Hostname.class, Hostname::text, Hostname::of);
        word(module, Duration.class, Duration::toString, Duration::parse);
        word(module, Instant.class, Instant::toString, Instant::parse);
        word(module, CertificatePlan.PrivateKey.class, key -> keys ? key.pem() : MASK, CertificatePlan.PrivateKey::new);
        return module;
    }

    /** {@code group/Kind/namespace/name}, without the group and its slash for the core group. */
    static String text(ObjectRef ref) {
        String rest = ref.kind() + "/" + ref.namespace() + "/" + ref.name();
        return ref.group().isEmpty() ? rest : ref.group() + "/" + rest;
    }

    static ObjectRef ref(String text) {
        String[] parts = text.split("/", -1);
        return switch (parts.length) {
            case 3 -> new ObjectRef("", parts[0], parts[1], parts[2]);
            case 4 -> new ObjectRef(parts[0], parts[1], parts[2], parts[3]);
            default ->
                throw new IllegalArgumentException(
                        "`" + text + "` names no object: expected `group/Kind/namespace/name`");
        };
    }

    private static ListenerKey listener(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "`" + text + "` names no listener: expected `group/Kind/namespace/name/listener`");
        }
        return new ListenerKey(ref(text.substring(0, slash)), text.substring(slash + 1));
    }

    private static <T> void word(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new StdScalarSerializer<T>(type) {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new StdScalarDeserializer<T>(type) {
            @Override
            @SuppressWarnings("unchecked")
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                String text = in.getValueAsString();
                if (text == null) {
                    return (T) context.handleUnexpectedToken(type, in);
                }
                try {
                    return read.apply(text);
                } catch (RuntimeException e) {
                    return (T) context.handleWeirdStringValue(type, text, "%s", String.valueOf(e.getMessage()));
                }
            }
        });
    }
}
