package io.gatewright.conformance.reference;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** BackendTLSPolicy (GEP-1897), as far as it keeps requests from a backend. */
final class Trust {
    private final Documents documents;

    Trust(Documents documents) {
        this.documents = documents;
    }

    /** Whether a policy asks for TLS that cannot be verified: then nothing may be sent. */
    boolean closed(String namespace, String service, String port) {
        // "a policy for a section comes before one for the whole target"
        return first(namespace, service, port)
                .or(() -> first(namespace, service, ""))
                .filter(policy -> !usable(policy))
                .isPresent();
    }

    private Optional<Node> first(String namespace, String service, String section) {
        return documents.all("BackendTLSPolicy").stream()
                .filter(policy -> policy.namespace().equals(namespace))
                .filter(policy -> policy.list("spec.targetRefs").stream()
                        .anyMatch(target -> target.text("kind", "").equals("Service")
                                && target.text("group", "").isEmpty()
                                && target.text("name", "").equals(service)
                                && target.text("sectionName", "").equals(section)))
                .min(Comparator.comparing(Node::created).thenComparing(Node::name));
    }

    private boolean usable(Node policy) {
        String wellKnown = policy.text("spec.validation.wellKnownCACertificates", "");
        return wellKnown.isEmpty()
                ? policy.list("spec.validation.caCertificateRefs").stream()
                        .anyMatch(ref -> authorities(policy, ref).anyMatch(pem -> pem.contains("BEGIN CERTIFICATE")))
                : wellKnown.equals("System");
    }

    private Stream<String> authorities(Node policy, Node ref) {
        String name = ref.text("name", "");
        return switch (ref.text("kind", "")) {
            case "ConfigMap" ->
                documents.find("ConfigMap", policy.namespace(), name).stream()
                        .flatMap(map -> Stream.concat(
                                authority(map.at("data")).stream(),
                                authority(map.at("binaryData")).stream()
                                        .map(text -> new String(
                                                Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8))));
            case "ClusterTrustBundle" ->
                documents.all("ClusterTrustBundle").stream()
                        .filter(bundle -> bundle.name().equals(name))
                        .map(bundle -> bundle.text("spec.trustBundle", ""));
            default -> Stream.empty();
        };
    }

    /** The field's name contains a dot, so it is looked up by hand. */
    private static Optional<String> authority(Node data) {
        return data.value() instanceof Map<?, ?> map
                ? Optional.ofNullable(map.get("ca.crt")).map(String::valueOf)
                : Optional.empty();
    }
}
