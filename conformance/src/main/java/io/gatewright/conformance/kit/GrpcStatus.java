package io.gatewright.conformance.kit;

import java.util.List;

/** The names of gRPC's status codes. */
public final class GrpcStatus {
    private static final List<String> NAMES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private GrpcStatus() {}

    /** The name of a code. */
    public static String name(int code) {
        return code >= 0 && code < NAMES.size() ? NAMES.get(code) : "code " + code;
    }

    /** True if there is a status of this name. */
    public static boolean exists(String name) {
        return NAMES.contains(name);
    }
}
