package io.gatewright.app.cli;

/** Something that the user can put right: the message is all they see. */
final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message what, where, expected, way out; lower case, no final stop */
    UserError(String message) {
        super(message, null, false, false);
    }
}
