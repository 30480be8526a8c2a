package io.gatewright.runtime.tls;

/** A TLS setting that cannot be put into effect; the message says which and why. */
public final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Unusable(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** In the style of condition reasons, for example {@code InvalidCertificateRef}. */
    public String reason() {
        return reason;
    }
}
