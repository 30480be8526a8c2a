package io.gatewright.semantics.pick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class PickProperties {
    @Property
    void shares_are_exact_over_a_full_cycle(
            @ForAll @Size(max = 8) List<@IntRange(max = 60) Integer> weights,
            @ForAll @IntRange(min = -1000, max = 1000) int start) {
        WeightedChoice choice = WeightedChoice.of(weights);
        long[] counts = new long[weights.size()];
        for (long n = start; n < start + choice.cycle(); n++) {
            counts[choice.bySequence(n)]++;
        }
        long total = weights.stream().mapToLong(Integer::intValue).sum();
        for (int i = 0; i < counts.length; i++) {
            assertEquals(weights.get(i) * choice.cycle(), counts[i] * total);
        }
    }

    @Property
    void weight_zero_is_never_chosen(
            @ForAll @Size(max = 16) List<@IntRange(max = 3) Integer> weights, @ForAll long seed) {
        WeightedChoice choice = WeightedChoice.of(weights);
        Random random = new Random(seed);
        boolean nothing = weights.stream().allMatch(weight -> weight == 0);
        for (int i = 0; i < 100; i++) {
            for (int index : new int[] {choice.byRandom(random), choice.bySequence(seed + i)}) {
                assertEquals(nothing, index == WeightedChoice.NOTHING);
                assertTrue(nothing || weights.get(index) > 0);
            }
        }
    }

    @Property(tries = 50)
    void short_runs_come_close_to_their_shares(@ForAll @IntRange(min = 1, max = 99) int percent, @ForAll int start) {
        WeightedChoice choice = WeightedChoice.of(List.of(percent * 10_000, (100 - percent) * 10_000 + 1));
        int hits = 0;
        for (int i = 0; i < 200; i++) {
            hits += choice.bySequence((long) start + i) == 0 ? 1 : 0;
        }
        assertTrue(Math.abs(hits / 2.0 - percent) < 3, hits + " of 200 for " + percent + " %");
    }

    @Property(tries = 30)
    void random_shares_approach_the_weights(@ForAll long seed) {
        WeightedChoice choice = WeightedChoice.of(List.of(70, 30, 0));
        Random random = new Random(seed);
        int[] counts = new int[3];
        for (int i = 0; i < 20_000; i++) {
            counts[choice.byRandom(random)]++;
        }
        assertEquals(0.7, counts[0] / 20_000.0, 0.02);
        assertEquals(0, counts[2]);
    }

    @Property(tries = 30)
    void samples_approach_their_fraction(@ForAll long seed, @ForAll @IntRange(max = 100) int numerator) {
        Random random = new Random(seed);
        int hits = 0;
        for (int i = 0; i < 10_000; i++) {
            hits += Sampling.takes(numerator, 100, random) ? 1 : 0;
        }
        assertEquals(numerator / 100.0, hits / 10_000.0, 0.03);
        assertFalse(Sampling.takes(0, 100, random) || Sampling.takes(5, 0, random) || Sampling.takes(-1, 10, random));
        assertTrue(Sampling.takes(100, 100, random) && Sampling.takes(101, 100, random));
    }

    @Property
    void a_balancer_avoids_what_it_can(
            @ForAll @Size(max = 12) List<@IntRange(max = 3) Integer> kinds, @ForAll long seed) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            endpoints.add(new Endpoint("10.0.0." + i, 80, kinds.get(i) % 2 == 1));
        }
        Random random = new Random(seed);
        int best = kinds.stream().mapToInt(Integer::intValue).min().orElse(0);
        for (int i = 0; i < 20; i++) {
            int chosen = Balancer.powerOfTwo().choose(endpoints, random, at -> kinds.get(at) >= 2, at -> 0);
            assertTrue(endpoints.isEmpty() ? chosen == Balancer.NOTHING : kinds.get(chosen) == best);
        }
    }

    @Property(tries = 100)
    void a_balancer_reaches_every_good_endpoint_and_prefers_idle_ones(@ForAll long seed) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            endpoints.add(new Endpoint("10.0.0." + i, 80, false));
        }
        Random random = new Random(seed);
        int[] counts = new int[4];
        for (int i = 0; i < 4000; i++) {
            counts[Balancer.powerOfTwo().choose(endpoints, random, at -> false, at -> at == 0 ? 5 : 0)]++;
        }
        assertTrue(counts[0] < 200 && counts[1] > 900 && counts[2] > 900 && counts[3] > 900);
    }

    private static final byte[] KEY = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    @Property
    void a_session_is_read_back_as_it_was_made(@ForAll @StringLength(min = 1, max = 80) String endpoint) {
        String utf8 = new String(
                endpoint.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        SessionToken token = new SessionToken(utf8, NOW);
        String text = token.encode(KEY, "cluster/a");
        assertTrue(text.matches("[A-Za-z0-9_-]+"));
        assertEquals(Optional.of(token), SessionToken.decode(text, KEY, "cluster/a", NOW, Optional.empty()));
        assertEquals(Optional.empty(), SessionToken.decode(text, KEY, "cluster/b", NOW, Optional.empty()));
        byte[] otherKey = KEY.clone();
        otherKey[3]++;
        assertEquals(Optional.empty(), SessionToken.decode(text, otherKey, "cluster/a", NOW, Optional.empty()));
    }

    @Property
    void a_session_that_was_changed_is_none(@ForAll @IntRange(max = 50) int at, @ForAll char replacement) {
        String text = new SessionToken("10.0.0.1:8080", NOW).encode(KEY, "cluster/a");
        StringBuilder changed = new StringBuilder(text);
        changed.setCharAt(at % text.length(), replacement);
        Optional<SessionToken> read = SessionToken.decode(changed.toString(), KEY, "cluster/a", NOW, Optional.empty());
        assertTrue(read.isEmpty() || read.get().equals(new SessionToken("10.0.0.1:8080", NOW)));
    }

    @Property
    void any_text_is_read_without_throwing(@ForAll @StringLength(max = 200) String text) {
        assertTrue(SessionToken.decode(text, KEY, "s", NOW, Optional.of(Duration.ofHours(1)))
                .isEmpty());
    }

    @Property
    void a_session_ends_at_its_absolute_timeout(
            @ForAll @IntRange(min = 1, max = 100_000) int age, @ForAll @IntRange(min = 1, max = 100_000) int timeout) {
        String text = new SessionToken("e", NOW.minusSeconds(age)).encode(KEY, "s");
        assertEquals(
                age < timeout,
                SessionToken.decode(text, KEY, "s", NOW, Optional.of(Duration.ofSeconds(timeout)))
                        .isPresent());
    }
}
