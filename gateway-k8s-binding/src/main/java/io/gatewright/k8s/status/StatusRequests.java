package io.gatewright.k8s.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Status patches to the API server, by the client's own connection and credentials but without its objects: it would ask for
 * classes, copy what is patched, and read the whole object that comes back, of which only the version is news.
 */
final class StatusRequests {
    private static final String PATCH = "application/merge-patch+json";

    /** A server that cannot leave spec and status out sends all of it. */
    private static final String METADATA =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1, application/json";

    /** Fields are not checked for being known: nobody reads the warnings, and a server with older CRDs drops them anyway. */
    private static final String QUERY = "?fieldManager=gatewright&fieldValidation=Ignore";

    private static final long SECONDS = 30;
    private static final JsonFactory JSON = new JsonFactory();

    private final KubernetesClient client;

    /**
     * What the API server said.
     *
     * @param code the status code
     * @param version the resource version of the written object; absent if nothing was written
     * @param message what it says about a failure; empty if it has taken the write
     */
    record Answer(int code, Optional<String> version, String message) {
        boolean taken() {
            return code / 100 == 2;
        }
    }

    StatusRequests(KubernetesClient client) {
        this.client = client;
    }

    /** Sends a patch, and returns at once. Any thread; the answer comes on a thread of the client, which must not be held up. */
    CompletableFuture<Answer> patch(Kind<?> kind, String version, ObjectRef ref, String patch) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(client.getMasterUrl() + path(kind, version, ref) + QUERY)
                .method("PATCH", PATCH, patch)
                .setHeader("Accept", METADATA)
                .timeout(SECONDS, TimeUnit.SECONDS)
                .build();
        return client.getHttpClient().sendAsync(request, byte[].class).thenApply(StatusRequests::answer);
    }

    private static String path(Kind<?> kind, String version, ObjectRef ref) {
        String group = kind.group().isEmpty() ? "api/" + version : "apis/" + kind.group() + "/" + version;
        String namespace = kind.namespaced() ? "/namespaces/" + ref.namespace() : "";
        return group + namespace + "/" + kind.plural() + "/" + ref.name() + "/status";
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        byte[] body = response.body() == null ? new byte[0] : response.body();
        if (!response.isSuccessful()) {
            String text = new String(body, StandardCharsets.UTF_8);
            return new Answer(response.code(), Optional.empty(), response.code() + " " + text.strip());
        }
        try {
            return new Answer(response.code(), Optional.of(resourceVersion(body)), "");
        } catch (IOException e) {
            throw new IllegalStateException("the API server's answer to a status is no object: " + e.getMessage(), e);
        }
    }

    /** {@code metadata.resourceVersion}; what comes before it is skipped, what comes after it is not read. */
    static String resourceVersion(byte[] object) throws IOException {
        try (JsonParser parser = JSON.createParser(object)) {
            parser.nextToken();
            enter(parser, "metadata");
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                enter(parser, "resourceVersion");
            }
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new IOException("expected `metadata.resourceVersion`");
            }
            return parser.getText();
        }
    }

    /** Moves to the value of a field of the object that begins here; to its end if there is no such field. */
    private static void enter(JsonParser parser, String field) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(field);
            parser.nextToken();
            if (wanted) {
                return;
            }
            parser.skipChildren();
        }
    }
}
