package io.gatewright.conformance.kit;

/** A case file that does not follow the format: a mistake of its author, never of the gateway under test. */
public final class CaseFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public CaseFormatException(String message) {
        super(message);
    }

    public CaseFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
