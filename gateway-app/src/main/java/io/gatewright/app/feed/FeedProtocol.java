package io.gatewright.app.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatewright.app.plan.PlanJson;
import io.gatewright.model.core.Bytes;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The messages of the feed: JSON in gRPC frames, so that a dump of the stream can be read, and that a field more on one side
 * does no harm.
 *
 * <p>A proxy begins with {@link Hello}, which says what it has; the controller answers with {@link Update}s, the first one
 * against that; the proxy answers each with an {@link Acknowledged}, and sends another whenever what it said has changed.
 */
final class FeedProtocol {
    static final String SERVICE = "gatewright.feed.v1.Feed";

    /** The call's credentials. */
    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** Whose plan is asked for, {@code namespace/name}: with the credentials, so that nothing is read from strangers. */
    static final Metadata.Key<String> GATEWAY = Metadata.Key.of("gatewright-gateway", Metadata.ASCII_STRING_MARSHALLER);

    /** Where a replica that does not lead sends a proxy: {@code address:port}. */
    static final Metadata.Key<String> LEADER = Metadata.Key.of("gatewright-leader", Metadata.ASCII_STRING_MARSHALLER);

    /** A message may hold this many characters of entries before the next one begins. */
    static final int CHUNK = 1 << 20;

    static final int LARGEST_MESSAGE = 64 << 20;

    static final MethodDescriptor<JsonNode, JsonNode> FOLLOW = MethodDescriptor.<JsonNode, JsonNode>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Follow"))
            .setRequestMarshaller(new Marshaller())
            .setResponseMarshaller(new Marshaller())
            .build();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PlanJson PLANS = PlanJson.withKeys();

    private FeedProtocol() {}

    /**
     * The first message of a proxy.
     *
     * @param gateway whose plan it wants
     * @param instance its name, for people
     * @param entries what it has: the digest of each entry by key
     */
    record Hello(ObjectRef gateway, String instance, Map<String, String> entries) {}

    /**
     * A part of a difference.
     *
     * @param version that results
     * @param puts entries as {@link PlanJson#line}, by key: so that who does not understand one can say which
     * @param gone keys of entries
     * @param more whether another part of the same difference follows
     * @param sessionKey by which session tokens are authenticated, the same for all proxies of a Gateway
     */
    record Update(long version, Map<String, String> puts, List<String> gone, boolean more, Bytes sessionKey) {
        @Override
        public String toString() {
            return "Update[version=" + version + ", " + puts.size() + " puts, " + gone.size() + " gone]";
        }
    }

    /** What a proxy says about a version. */
    record Acknowledged(Ack ack) {}

    static String digest(PlanEntry entry) {
        return digest(PLANS.line(entry));
    }

    static String digest(String line) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(hash, 18));
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

    static JsonNode write(Hello hello) {
        ObjectNode node = JSON.createObjectNode();
        node.put("gateway", hello.gateway().namespacedName());
        node.put("instance", hello.instance());
        ObjectNode entries = node.putObject("entries");
        hello.entries().forEach(entries::put);
        return node;
    }

    static Hello readHello(JsonNode node) {
        Map<String, String> entries = new TreeMap<>();
        node.path("entries")
                .properties()
                .forEach(entry -> entries.put(entry.getKey(), entry.getValue().asText()));
        return new Hello(gateway(text(node, "gateway")), text(node, "instance"), entries);
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

    static JsonNode write(Update update) {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", update.version());
        ObjectNode puts = node.putObject("puts");
        update.puts().forEach(puts::put);
        ArrayNode gone = node.putArray("gone");
        update.gone().forEach(gone::add);
        node.put("more", update.more());
        node.put(
                "sessionKey",
                Base64.getEncoder().encodeToString(update.sessionKey().toArray()));
        return node;
    }

    static Update readUpdate(JsonNode node) {
        Map<String, String> puts = new LinkedHashMap<>();
        node.path("puts")
                .properties()
                .forEach(entry -> puts.put(entry.getKey(), entry.getValue().asText()));
        return new Update(
                number(node, "version"),
                puts,
                texts(node, "gone"),
                node.path("more").asBoolean(),
                Bytes.ofBase64(text(node, "sessionKey")));
    }

    static JsonNode write(Acknowledged message) {
        ObjectNode node = JSON.createObjectNode();
        Ack ack = message.ack();
        node.put("version", ack.version());
        ArrayNode bound = node.putArray("bound");
        ack.bound()
                .forEach(socket -> bound.addObject()
                        .put("port", socket.port())
                        .put("udp", socket.udp())
                        .put("address", socket.address())
                        .put("actualPort", socket.actualPort()));
        ArrayNode problems = node.putArray("problems");
        ack.problems()
                .forEach(problem -> problems.addObject()
                        .put("entry", problem.entry())
                        .put("reason", problem.reason())
                        .put("message", problem.message()));
        return node;
    }

    static Acknowledged readAcknowledged(ObjectRef gateway, JsonNode node) {
        List<Ack.Bound> bound = new ArrayList<>();
        node.path("bound")
                .forEach(socket -> bound.add(new Ack.Bound(
                        socket.path("port").asInt(),
                        socket.path("udp").asBoolean(),
                        socket.path("address").asText(),
                        socket.path("actualPort").asInt())));
        List<Ack.Problem> problems = new ArrayList<>();
        node.path("problems")
                .forEach(problem -> problems.add(
                        new Ack.Problem(text(problem, "entry"), text(problem, "reason"), text(problem, "message"))));
        return new Acknowledged(new Ack(gateway, number(node, "version"), bound, problems));
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException("`" + field + "`: expected a text");
        }
        return node.get(field).asText();
    }

    private static long number(JsonNode node, String field) {
        if (!node.path(field).isIntegralNumber()) {
            throw new IllegalArgumentException("`" + field + "`: expected a number");
        }
        return node.get(field).asLong();
    }

    private static List<String> texts(JsonNode node, String field) {
        List<String> texts = new ArrayList<>();
        node.path(field).forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static final class Marshaller implements MethodDescriptor.Marshaller<JsonNode> {
        @Override
        public InputStream stream(JsonNode value) {
            try {
                return new ByteArrayInputStream(JSON.writeValueAsBytes(value));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree could not be written", e);
            }
        }

        @Override
        public JsonNode parse(InputStream stream) {
            try {
                return JSON.readTree(stream);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON in a message of the feed", e);
            }
        }
    }
}
