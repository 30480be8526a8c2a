package io.gatewright.semantics.finding;

/** The condition types that the API defines and this implementation writes. */
public enum ConditionType {
    ACCEPTED("Accepted", true),
    PROGRAMMED("Programmed", true),
    RESOLVED_REFS("ResolvedRefs", true),
    SUPPORTED_VERSION("SupportedVersion", true),
    /** True while the Gateway is a default one, else absent (GEP-3793). */
    DEFAULT_GATEWAY("DefaultGateway", true),
    CONFLICTED("Conflicted", false),
    OVERLAPPING_TLS_CONFIG("OverlappingTLSConfig", false),
    PARTIALLY_INVALID("PartiallyInvalid", false),
    INSECURE_FRONTEND_VALIDATION_MODE("InsecureFrontendValidationMode", false);

    private final String text;
    private final boolean positive;

    ConditionType(String text, boolean positive) {
        this.text = text;
        this.positive = positive;
    }

    /** The value of the field {@code type}. */
    public String text() {
        return text;
    }

    /**
     * Whether {@code True} is good news. Negative types are written only while they are {@code True} (GEP-1364), except
     * where the API says otherwise.
     */
    public boolean positive() {
        return positive;
    }
}
