package io.gatewright.app.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gatewright.app.plan.PlanJson;
import io.gatewright.model.core.Bytes;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The messages of the feed: JSON, so that a dump of the stream can be read, and that a field more on one side does no harm.
 *
 * <p>A proxy begins with a {@link Greeting}, which shows its token; the controller answers {@link Welcome} or an {@link End}.
 * Then the proxy says in a {@link Hello} what it has; the controller sends {@link Update}s, the first one against that; the
 * proxy answers each with an {@link Acknowledged}, and sends another whenever what it said has changed. Messages of a proxy are
 * known by their order, those of a controller by their fields.
 */
final class FeedProtocol {
    /** A message may hold this many characters of entries before the next one begins. */
    static final int CHUNK = 1 << 20;

    /** No message has more bytes than this; greetings have far fewer, {@link #LARGEST_GREETING}. */
    static final int LARGEST_MESSAGE = 64 << 20;

    static final int LARGEST_GREETING = 16 << 10;

    private static final JsonFactory JSON = new JsonFactory();
    private static final PlanJson PLANS = PlanJson.withKeys();

    private FeedProtocol() {}

    /**
     * Who asks for whose plan: all that is read of strangers.
     *
     * @param token of the proxy's service account
     */
    record Greeting(ObjectRef gateway, String token) {
        @Override
        public String toString() {
            return "Greeting[" + gateway.namespacedName() + "]";
        }
    }

    /**
     * What a proxy that is welcome has.
     *
     * @param instance its name, for people
     * @param entries the digest of each entry by key
     */
    record Hello(String instance, Map<String, String> entries) {}

    /** What a controller says. */
    sealed interface Said {}

    /** The token is good. */
    record Welcome() implements Said {}

    /**
     * A part of a difference.
     *
     * @param version that results
     * @param puts entries as {@link PlanJson#line}, by key: so that who does not understand one can say which
     * @param gone keys of entries
     * @param more whether another part of the same difference follows
     * @param sessionKey by which session tokens are authenticated, the same for all proxies of a Gateway
     */
    record Update(long version, Map<String, String> puts, List<String> gone, boolean more, Bytes sessionKey)
            implements Said {
        @Override
        public String toString() {
            return "Update[version=" + version + ", " + puts.size() + " puts, " + gone.size() + " gone]";
        }
    }

    /**
     * Why nothing more will be said.
     *
     * @param reason for programs
     * @param message for people
     * @param leader where another replica feeds, as {@code address:port}
     */
    record End(Reason reason, String message, Optional<String> leader) implements Said {
        static End of(Reason reason, String message) {
            return new End(reason, message, Optional.empty());
        }
    }

    /** Why a stream ends. */
    enum Reason {
        /** No token. */
        UNAUTHENTICATED,
        /** A token that is not good for this Gateway. */
        PERMISSION_DENIED,
        /** Here not, or not now. */
        UNAVAILABLE,
        /** A message that is none. */
        INVALID_ARGUMENT,
        /** No acknowledgement. */
        DEADLINE_EXCEEDED
    }

    /** What a proxy says about a version. */
    record Acknowledged(Ack ack) {}

    static String digest(PlanEntry entry) {
        return digest(PLANS.line(entry));
    }

    static String digest(String line) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 18));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static Map<String, String> digests(Plan plan) {
        Map<String, String> digests = new TreeMap<>();
        plan.entries().forEach((key, entry) -> digests.put(key, digest(entry)));
        return digests;
    }

    static String line(PlanEntry entry) {
        return PLANS.line(entry);
    }

    /** @throws IllegalArgumentException if the entry is not understood */
    static PlanEntry entry(String line) {
        return PLANS.fromLine(line);
    }

    /** @throws IllegalArgumentException if the text is not {@code namespace/name} */
    static ObjectRef gateway(String namespacedName) {
        String[] name = namespacedName.split("/", -1);
        if (name.length != 2) {
            throw new IllegalArgumentException("`gateway`: expected namespace/name");
        }
        return gateway(name[0], name[1]);
    }

    static ObjectRef gateway(String namespace, String name) {
        return new ObjectRef(Kind.GATEWAY_GROUP, "Gateway", namespace, name);
    }

    static byte[] write(Greeting greeting) {
        return message(out -> {
            out.writeStringField("gateway", greeting.gateway().namespacedName());
            out.writeStringField("token", greeting.token());
        });
    }

    static byte[] write(Hello hello) {
        return message(out -> {
            out.writeStringField("instance", hello.instance());
            texts(out, "entries", hello.entries());
        });
    }

    static byte[] write(Acknowledged message) {
        Ack ack = message.ack();
        return message(out -> {
            out.writeNumberField("version", ack.version());
            out.writeArrayFieldStart("bound");
            for (Ack.Bound socket : ack.bound()) {
                out.writeStartObject();
                out.writeNumberField("port", socket.port());
                out.writeBooleanField("udp", socket.udp());
                out.writeStringField("address", socket.address());
                out.writeNumberField("actualPort", socket.actualPort());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("problems");
            for (Ack.Problem problem : ack.problems()) {
                out.writeStartObject();
                out.writeStringField("entry", problem.entry());
                out.writeStringField("reason", problem.reason());
                out.writeStringField("message", problem.message());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    static byte[] write(Said said) {
        return message(out -> {
            if (said instanceof Update update) {
                out.writeNumberField("version", update.version());
                texts(out, "puts", update.puts());
                out.writeArrayFieldStart("gone");
                for (String key : update.gone()) {
                    out.writeString(key);
                }
                out.writeEndArray();
                out.writeBooleanField("more", update.more());
                out.writeStringField(
                        "sessionKey",
                        Base64.getEncoder().encodeToString(update.sessionKey().toArray()));
            } else if (said instanceof End end) {
                out.writeStringField("end", end.reason().name());
                out.writeStringField("message", end.message());
                if (end.leader().isPresent()) {
                    out.writeStringField("leader", end.leader().get());
                }
            } else {
                out.writeBooleanField("welcome", true);
            }
        });
    }

    private static void texts(JsonGenerator out, String field, Map<String, String> texts) throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            out.writeStringField(text.getKey(), text.getValue());
        }
        out.writeEndObject();
    }

    /** Writes the fields of a message. */
    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a message could not be written into memory", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if it is none */
    static Greeting readGreeting(byte[] message) {
        JsonFields read = JsonFields.read(message);
        return new Greeting(gateway(read.text("gateway")), read.text("token"));
    }

    /** @throws IllegalArgumentException if it is none */
    static Hello readHello(byte[] message) {
        JsonFields read = JsonFields.read(message);
        return new Hello(read.text("instance"), new TreeMap<>(read.texts("entries")));
    }

    /** @throws IllegalArgumentException if it is none */
    static Acknowledged readAcknowledged(ObjectRef gateway, byte[] message) {
        JsonFields read = JsonFields.read(message);
        List<Ack.Bound> bound = new ArrayList<>();
        for (JsonFields socket : read.objects("bound")) {
            bound.add(new Ack.Bound(
                    socket.port("port"), socket.flag("udp"), socket.text("address"), socket.port("actualPort")));
        }
        List<Ack.Problem> problems = new ArrayList<>();
        for (JsonFields problem : read.objects("problems")) {
            problems.add(new Ack.Problem(problem.text("entry"), problem.text("reason"), problem.text("message")));
        }
        return new Acknowledged(new Ack(gateway, read.number("version"), bound, problems));
    }

    /** @throws IllegalArgumentException if it is nothing that a controller says */
    static Said readSaid(byte[] message) {
        JsonFields read = JsonFields.read(message);
        if (read.has("end")) {
            return new End(reason(read.text("end")), read.text("message"), read.optionalText("leader"));
        }
        if (read.flag("welcome")) {
            return new Welcome();
        }
        return new Update(
                read.number("version"),
                read.texts("puts"),
                read.list("gone"),
                read.flag("more"),
                Bytes.ofBase64(read.text("sessionKey")));
    }

    /** A reason of a later version is one that this one can do nothing about. */
    private static Reason reason(String name) {
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return Reason.UNAVAILABLE;
    }
}
