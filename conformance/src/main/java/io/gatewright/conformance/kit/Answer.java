package io.gatewright.conformance.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a request, seen from both ends. Absent parts are not known to the engine that answered.
 *
 * @param refused no answer came
 * @param status HTTP status; 0 if there is none
 * @param reason why the gateway itself answered
 * @param grpc name of the gRPC status
 * @param headers of the response, names in lower case
 * @param body of the response
 * @param seen by the backend that took the request
 * @param copies seen by backends that got a mirrored copy
 * @param rule {@code Kind namespace/name/index}
 * @param certificate names in the certificate that the gateway showed
 * @param took from sending to the last byte
 * @param why for a person: what led to it
 */
public record Answer(
        boolean refused,
        int status,
        Optional<String> reason,
        Optional<String> grpc,
        Map<String, List<String>> headers,
        String body,
        Optional<Seen> seen,
        List<Seen> copies,
        Optional<String> rule,
        List<String> certificate,
        Duration took,
        String why) {

    /**
     * A request as a backend saw it.
     *
     * @param backend {@code namespace/service}
     * @param endpoint which of its endpoints, from 0
     * @param method HTTP method; may be empty
     * @param path with query
     * @param host Host or :authority
     * @param headers names in lower case
     * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
     * @param sni in the TLS handshake; {@code none}: TLS without a name; {@code plain}: no TLS
     * @param client names in the client certificate
     */
    public record Seen(
            String backend,
            int endpoint,
            String method,
            String path,
            String host,
            Map<String, List<String>> headers,
            String protocol,
            String sni,
            List<String> client) {

        /** As seen by an engine that has no sockets. */
        public static Seen of(
                String backend, String method, String path, String host, Map<String, List<String>> headers) {
            return new Seen(backend, 0, method, path, host, lower(headers), "", "plain", List.of());
        }
    }

    /** Nothing came back. */
    public static Answer refused(String why) {
        return new Answer(
                true,
                0,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                "",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Duration.ZERO,
                why);
    }

    /** The same with the reason why the gateway answered itself. */
    public Answer because(Optional<String> code) {
        return new Answer(refused, status, code, grpc, headers, body, seen, copies, rule, certificate, took, why);
    }

    /** The same with more for a person to read. */
    public Answer explained(String more) {
        return new Answer(
                refused, status, reason, grpc, headers, body, seen, copies, rule, certificate, took, why + more);
    }

    /** The same with the rule that took it. */
    public Answer by(String name) {
        return new Answer(
                refused, status, reason, grpc, headers, body, seen, copies, Optional.of(name), certificate, took, why);
    }

    /** Headers with names in lower case, values of equal names together. */
    public static Map<String, List<String>> lower(Map<String, List<String>> headers) {
        Map<String, List<String>> lower = new LinkedHashMap<>();
        headers.forEach((name, values) -> lower.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                .addAll(values));
        return lower;
    }

    /** The service that took it, or else the status: the key of {@code shares}. */
    public String share() {
        return seen.map(Seen::backend)
                .orElse(
                        refused
                                ? "refused"
                                : grpc.filter(name -> status == 200 || status == 0)
                                        .orElse(String.valueOf(status)));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(refused ? "refused" : "status " + status);
        reason.ifPresent(code -> text.append(", reason ").append(code));
        grpc.ifPresent(name -> text.append(", grpc ").append(name));
        seen.ifPresent(by -> text.append(", served by ").append(by));
        if (!copies.isEmpty()) {
            text.append(", mirrored to ").append(copies);
        }
        rule.ifPresent(name -> text.append(", rule ").append(name));
        text.append(", headers ").append(headers);
        return why.isEmpty() ? text.toString() : text + " (" + why + ")";
    }
}
