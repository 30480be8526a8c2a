package io.gatewright.semantics.trace;

/**
 * One decision on the way of a request.
 *
 * @param kind what was decided about
 * @param subject which one: a listener, a host, {@code HTTPRoute shop/cart rule 2 match 0}, a filter, a backend
 * @param verdict the outcome for this subject
 * @param sentence why, in words for people; lower case, no final stop
 */
public record Step(Kind kind, String subject, Verdict verdict, String sentence) {
    /** What a step is about, in the order in which the kinds first appear in a trace. */
    public enum Kind {
        /** The listener of the port that takes the request. */
        LISTENER,
        /** One host of that listener under which routes are bound. */
        HOST,
        /** One match of one rule. */
        CANDIDATE,
        /** The rule that takes the request. */
        RULE,
        /** One filter. */
        FILTER,
        /** The weighted choice. */
        BACKEND,
        /** An answer made by the gateway itself. */
        REPLY
    }

    /** How it ended for the subject. */
    public enum Verdict {
        /** It takes part in serving the request. */
        TAKEN,
        /** It does not, and others were looked at. */
        SKIPPED,
        /** It ended the request. */
        REFUSED
    }

    /** {@code CANDIDATE HTTPRoute shop/cart rule 2 match 0: skipped: method is `GET`, expected `POST`}. */
    @Override
    public String toString() {
        return kind + " " + subject + ": " + verdict.name().toLowerCase(java.util.Locale.ROOT) + ": " + sentence;
    }
}
