package io.gatewright.semantics.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.plan.RulePlan.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDecisionTest {
    private static final RandomGenerator RANDOM = new Random(7);
    private static final Outcome REFUSED = new Outcome.NotProcessed(ReplyReason.CONNECT_FAILED);

    private static Retry retry(int attempts, Integer... codes) {
        return new Retry(List.of(codes), attempts, Optional.empty());
    }

    private static boolean again(Retry retry, int tries, Outcome outcome, String method, boolean replayable) {
        return RetryDecision.after(Optional.of(retry), tries, outcome, method, replayable, RANDOM)
                instanceof RetryDecision.Again;
    }

    /** What a client gets from a backend that answers {@code code} until it has been asked {@code succeedAfter} times. */
    private static int served(Retry retry, int code, int succeedAfter) {
        for (int tries = 1; ; tries++) {
            int status = tries > succeedAfter ? 200 : code;
            if (!again(retry, tries, new Outcome.Status(status), "GET", true)) {
                return status;
            }
        }
    }

    /** The 15 cases of HTTPRouteRetry. */
    @ParameterizedTest
    @CsvSource({
        "3, 500, 500, 2, 200",
        "3, 500, 500, 4, 500",
        "3, 500, 503, 1, 503",
        "2, all, 500, 1, 200",
        "2, all, 502, 1, 200",
        "2, all, 503, 1, 200",
        "2, all, 504, 1, 200",
        "2, all, 500, 3, 500",
        "2, all, 502, 3, 502",
        "2, all, 503, 3, 503",
        "2, all, 504, 3, 504",
        "0, all, 500, 1, 500",
        "0, all, 502, 1, 502",
        "0, all, 503, 1, 503",
        "0, all, 504, 1, 504",
    })
    void attempts_count_extra_tries(int attempts, String codes, int code, int succeedAfter, int served) {
        Retry retry = codes.equals("all") ? retry(attempts, 500, 502, 503, 504) : retry(attempts, 500);
        assertEquals(served, served(retry, code, succeedAfter));
    }

    @Test
    void connection_failures_are_tried_again_without_codes() {
        for (int tries = 1; tries <= 100; tries++) {
            assertTrue(again(retry(100), tries, REFUSED, "POST", true));
        }
        assertTrue(!again(retry(100), 101, REFUSED, "POST", true));
        assertTrue(!again(retry(0), 1, REFUSED, "GET", true));
    }

    @Test
    void without_a_plan_nothing_is_repeated() {
        assertInstanceOf(
                RetryDecision.GiveUp.class, RetryDecision.after(Optional.empty(), 1, REFUSED, "GET", true, RANDOM));
    }

    @Test
    void a_body_that_is_gone_cannot_be_repeated() {
        assertTrue(!again(retry(3, 500), 1, new Outcome.Status(500), "POST", false));
        assertTrue(!again(retry(3, 500), 1, REFUSED, "POST", false));
    }

    @Test
    void what_the_backend_may_have_processed_is_not_repeated() {
        assertTrue(!again(retry(3, 500), 1, new Outcome.ResetBeforeResponse(), "GET", true));
        assertTrue(!again(retry(3, 500), 1, new Outcome.TryTimeout(), "POST", true));
        assertTrue(again(retry(3, 500), 1, new Outcome.TryTimeout(), "GET", true));
        assertTrue(again(retry(3, 504), 1, new Outcome.TryTimeout(), "POST", true));
    }

    @Test
    void the_pause_is_never_below_the_base_and_grows_to_a_limit() {
        Duration base = Duration.ofMillis(100);
        Retry retry = new Retry(List.of(500), 50, Optional.of(base));
        List<Duration> pauses = new ArrayList<>();
        for (int tries = 1; tries <= 50; tries++) {
            RetryDecision decision = RetryDecision.after(
                    Optional.of(retry), tries, tries % 2 == 0 ? REFUSED : new Outcome.Status(500), "GET", true, RANDOM);
            pauses.add(assertInstanceOf(RetryDecision.Again.class, decision).pause());
        }
        for (Duration pause : pauses) {
            assertTrue(pause.compareTo(base) >= 0 && pause.compareTo(Duration.ofMillis(1500)) <= 0, pause.toString());
        }
        assertTrue(pauses.get(0).compareTo(Duration.ofMillis(150)) <= 0);
        assertTrue(pauses.get(49).compareTo(Duration.ofMillis(1000)) >= 0);
    }

    @Test
    void a_failed_connection_is_repeated_at_once_unless_the_route_says_otherwise() {
        RetryDecision decision = RetryDecision.after(Optional.of(retry(1)), 1, REFUSED, "GET", true, RANDOM);
        assertEquals(new RetryDecision.Again(Duration.ZERO), decision);
    }
}
