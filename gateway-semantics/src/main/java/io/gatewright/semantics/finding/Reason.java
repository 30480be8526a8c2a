package io.gatewright.semantics.finding;

/**
 * Every reason for which something is not as its author wished. Each knows the condition it speaks through and its public
 * name. Reasons that only sum up others, or that only a data plane can know, are no findings: {@code semantics.report} has
 * them.
 */
public enum Reason {
    // GatewayClass
    CLASS_INVALID_PARAMETERS(ConditionType.ACCEPTED, "InvalidParameters"),
    CLASS_UNSUPPORTED_VERSION(ConditionType.SUPPORTED_VERSION, "UnsupportedVersion"),

    // Gateway
    GATEWAY_INVALID_PARAMETERS(ConditionType.ACCEPTED, "InvalidParameters"),
    UNSUPPORTED_ADDRESS(ConditionType.ACCEPTED, "UnsupportedAddress"),
    ADDRESS_NOT_ASSIGNED(ConditionType.PROGRAMMED, "AddressNotAssigned"),
    INVALID_CLIENT_CERTIFICATE_REF(ConditionType.RESOLVED_REFS, "InvalidClientCertificateRef"),
    INSECURE_FRONTEND_VALIDATION(ConditionType.INSECURE_FRONTEND_VALIDATION_MODE, "ConfigurationChanged"),

    // ListenerSet
    LISTENER_SET_NOT_ALLOWED(ConditionType.ACCEPTED, "NotAllowed"),

    // listeners
    LISTENER_UNSUPPORTED_PROTOCOL(ConditionType.ACCEPTED, "UnsupportedProtocol"),
    LISTENER_UNSUPPORTED_VALUE(ConditionType.ACCEPTED, "UnsupportedValue"),
    LISTENER_INVALID_FILTER(ConditionType.ACCEPTED, "InvalidListenerFilter"),
    NO_VALID_LISTENER_CA(ConditionType.ACCEPTED, "NoValidCACertificate"),
    HOSTNAME_CONFLICT(ConditionType.CONFLICTED, "HostnameConflict"),
    PROTOCOL_CONFLICT(ConditionType.CONFLICTED, "ProtocolConflict"),
    INVALID_CERTIFICATE_REF(ConditionType.RESOLVED_REFS, "InvalidCertificateRef"),
    INVALID_ROUTE_KINDS(ConditionType.RESOLVED_REFS, "InvalidRouteKinds"),
    INVALID_LISTENER_CA_REF(ConditionType.RESOLVED_REFS, "InvalidCACertificateRef"),
    INVALID_LISTENER_CA_KIND(ConditionType.RESOLVED_REFS, "InvalidCACertificateKind"),
    OVERLAPPING_HOSTNAMES(ConditionType.OVERLAPPING_TLS_CONFIG, "OverlappingHostnames"),

    // routes
    NO_MATCHING_PARENT(ConditionType.ACCEPTED, "NoMatchingParent"),
    NOT_ALLOWED_BY_LISTENERS(ConditionType.ACCEPTED, "NotAllowedByListeners"),
    NO_MATCHING_LISTENER_HOSTNAME(ConditionType.ACCEPTED, "NoMatchingListenerHostname"),
    UNSUPPORTED_VALUE(ConditionType.ACCEPTED, "UnsupportedValue"),
    INCOMPATIBLE_FILTERS(ConditionType.ACCEPTED, "IncompatibleFilters"),

    // references of routes, listeners and policies
    REF_NOT_PERMITTED(ConditionType.RESOLVED_REFS, "RefNotPermitted"),
    INVALID_KIND(ConditionType.RESOLVED_REFS, "InvalidKind"),
    BACKEND_NOT_FOUND(ConditionType.RESOLVED_REFS, "BackendNotFound"),
    UNSUPPORTED_PROTOCOL(ConditionType.RESOLVED_REFS, "UnsupportedProtocol"),

    // policies
    POLICY_CONFLICTED(ConditionType.ACCEPTED, "Conflicted"),
    POLICY_INVALID(ConditionType.ACCEPTED, "Invalid"),
    TARGET_NOT_FOUND(ConditionType.ACCEPTED, "TargetNotFound"),
    NO_VALID_CA_CERTIFICATE(ConditionType.ACCEPTED, "NoValidCACertificate"),
    INVALID_CA_CERTIFICATE_REF(ConditionType.RESOLVED_REFS, "InvalidCACertificateRef");

    private final ConditionType condition;
    private final String text;

    Reason(ConditionType condition, String text) {
        this.condition = condition;
        this.text = text;
    }

    /** The condition that this reason turns. */
    public ConditionType condition() {
        return condition;
    }

    /** The value of the field {@code reason}. */
    public String text() {
        return text;
    }
}
