package io.gatewright.semantics.decide;

import io.gatewright.semantics.plan.RulePlan.Retry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Whether a request is sent once more ({@code HTTPRouteRetry}, GEP-1731). Deadlines, budgets and which endpoint comes next
 * are not decided here.
 */
public sealed interface RetryDecision {
    /** Once more, on another endpoint if there is one, after this pause. */
    record Again(Duration pause) implements RetryDecision {}

    /** No. What the last try gave goes to the client. */
    record GiveUp(String why) implements RetryDecision {}

    /** Methods whose repetition does no harm (RFC 9110 9.2.2). */
    Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    /** Why what is not known to be safe is not repeated. */
    String MAYBE_PROCESSED = "the backend may have processed the request";

    /** The pause grows to this multiple of the base at most. */
    int LARGEST_FACTOR = 10;

    /** Base pause after a response or timeout when the route gives none. */
    Duration DEFAULT_BACKOFF = Duration.ofMillis(25);

    /**
     * Decides after one try.
     *
     * @param plan of the rule; absent: never again
     * @param triesSoFar at least 1: the first try counts
     * @param outcome of the last try
     * @param method of the request
     * @param replayable the body can be sent again from its start
     * @param random for the jitter of the pause
     */
    static RetryDecision after(
            Optional<Retry> plan,
            int triesSoFar,
            Outcome outcome,
            String method,
            boolean replayable,
            RandomGenerator random) {
        if (plan.isEmpty()) {
            return new GiveUp("the rule has no retry");
        }
        Retry retry = plan.get();
        if (triesSoFar > retry.attempts()) {
            return new GiveUp("all " + retry.attempts() + " extra attempts are used");
        }
        if (!replayable) {
            return new GiveUp("the body cannot be sent again");
        }
        return outcome.fold(
                // safe for every method, codes or not; only a configured pause holds it up
                notProcessed -> again(retry.backoff().orElse(Duration.ZERO), triesSoFar, random),
                // the connection broke with the request in the backend's hands
                reset -> new GiveUp(MAYBE_PROCESSED),
                // the backend may be at work on it: again only if the route lists 504 or repetition does no harm
                timeout -> retry.codes().contains(504) || IDEMPOTENT.contains(method)
                        ? again(retry.backoff().orElse(DEFAULT_BACKOFF), triesSoFar, random)
                        : new GiveUp(MAYBE_PROCESSED),
                status -> retry.codes().contains(status.code())
                        ? again(retry.backoff().orElse(DEFAULT_BACKOFF), triesSoFar, random)
                        : new GiveUp("status " + status.code() + " is not among the codes to retry"));
    }

    private static RetryDecision again(Duration base, int triesSoFar, RandomGenerator random) {
        return new Again(pause(base, triesSoFar, random));
    }

    /** At least the base, doubled with every try up to a limit, plus up to half of it at random. */
    private static Duration pause(Duration base, int triesSoFar, RandomGenerator random) {
        if (base.isZero()) {
            return Duration.ZERO;
        }
        long factor = Math.min(LARGEST_FACTOR, 1L << Math.min(triesSoFar - 1, 30));
        long nanos = base.toNanos() * factor;
        return Duration.ofNanos(nanos + random.nextLong(nanos / 2 + 1));
    }
}
