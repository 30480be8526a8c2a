package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;

/**
 * A certificate with its key: to show to clients of a listener or to backends.
 *
 * @param secret where it comes from
 * @param chainPem certificates, leaf first
 * @param privateKey its key; never printed
 */
public record CertificatePlan(ObjectRef secret, String chainPem, PrivateKey privateKey) implements PlanEntry {
    @Override
    public String key() {
        return key(secret);
    }

    /** {@code certificate/Secret/namespace/name}. */
    public static String key(ObjectRef secret) {
        return "certificate/" + secret.kind() + "/" + secret.namespace() + "/" + secret.name();
    }

    /** Key material in PEM, shown as a mask wherever it is printed. */
    public record PrivateKey(String pem) {
        @Override
        public String toString() {
            return "PrivateKey[redacted]";
        }
    }
}
