package io.gatewright.runtime.codec;

/** Carries a {@link Malformed} out of a decoder. Has no stack trace: peers can make us throw it as often as they like. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Malformed why;

    public MalformedException(Malformed why) {
        super(why.message(), null, false, false);
        this.why = why;
    }

    public Malformed why() {
        return why;
    }
}
