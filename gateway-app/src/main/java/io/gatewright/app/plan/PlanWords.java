package io.gatewright.app.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
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
import org.jspecify.annotations.Nullable;

/** The words inside a plan that are written as one string each. */
final class PlanWords {
    private static final String MASK = "redacted";

    private PlanWords() {}

    static SimpleModule module(boolean keys) {
        SimpleModule module = new SimpleModule("gatewright-plan");
        word(module, ObjectRef.class, PlanWords::text, new Known<>(PlanWords::ref));
        word(
                module,
                ListenerKey.class,
                key -> text(key.owner()) + "/" + key.section(),
                new Known<>(PlanWords::listener));
        word(module, Hostname.class, Hostname::text, new Known<>(Hostname::of));
        module.addDeserializer(String.class, new Text());
        word(module, Duration.class, Duration::toString, Duration::parse);
        word(module, Instant.class, Instant::toString, Instant::parse);
        word(module, CertificatePlan.PrivateKey.class, key -> keys ? key.pem() : MASK, CertificatePlan.PrivateKey::new);
        return module;
    }

    /**
     * Words that were read of late: one object for the many places of a plan that say the same, which is half of what a plan
     * with thousands of routes weighs. A word that shares its place with another one is forgotten, so this never grows. For
     * any thread: at worst a word is made once more.
     */
    private static final class Known<T> implements Function<String, T> {
        private static final int PLACES = 1 << 13;

        private final Function<String, T> read;
        private final @Nullable Entry<T>[] entries;

        private record Entry<T>(String text, T value) {}

        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type parameters
        Known(Function<String, T> read) {
            this.read = read;
            this.entries = new Entry[PLACES];
        }

        @Override
        public T apply(String text) {
            int hash = text.hashCode();
            int place = (hash ^ hash >>> 15) & PLACES - 1;
            Entry<T> entry = entries[place];
            if (entry == null || !entry.text.equals(text)) {
                entry = new Entry<>(text, read.apply(text));
                entries[place] = entry;
            }
            return entry.value;
        }
    }

    private static final Known<String> PARTS = new Known<>(part -> part);

    /** Texts, of which short ones are mostly repeated: keys of clusters, methods, names of headers. */
    private static final class Text extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1L;
        private static final int SHORT = 64;

        Text() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = StringDeserializer.instance.deserialize(in, context);
            return text != null && text.length() <= SHORT ? PARTS.apply(text) : text;
        }

        @Override
        public Object getEmptyValue(DeserializationContext context) {
            return "";
        }
    }

    /** {@code group/Kind/namespace/name}, without the group and its slash for the core group. */
    static String text(ObjectRef ref) {
        String rest = ref.kind() + "/" + ref.namespace() + "/" + ref.name();
        return ref.group().isEmpty() ? rest : ref.group() + "/" + rest;
    }

    static ObjectRef ref(String text) {
        String[] parts = text.split("/", -1);
        return switch (parts.length) {
            case 3 -> new ObjectRef("", PARTS.apply(parts[0]), PARTS.apply(parts[1]), parts[2]);
            case 4 -> new ObjectRef(PARTS.apply(parts[0]), PARTS.apply(parts[1]), PARTS.apply(parts[2]), parts[3]);
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
