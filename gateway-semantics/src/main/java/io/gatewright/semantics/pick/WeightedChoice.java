package io.gatewright.semantics.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses an index in proportion to weights. An index of weight 0 is never chosen; nothing is chosen if all weights are 0
 * ({@code BackendRef.weight}). Weights that cannot be served keep their share: that is decided after the choice.
 * Immutable; no allocation per choice.
 */
public final class WeightedChoice {
    /** What {@link #byRandom} and {@link #bySequence} return if there is nothing to choose. */
    public static final int NOTHING = -1;

    /** Running sums of the weights, divided by their greatest common divisor. */
    private final long[] sums;

    private final long total;
    private final long stride;

    private WeightedChoice(long[] sums, long stride) {
        this.sums = sums;
        this.total = sums.length == 0 ? 0 : sums[sums.length - 1];
        this.stride = stride;
    }

    /**
     * A choice among these weights.
     *
     * @param weights each at least 0
     * @throws IllegalArgumentException for a negative weight
     */
    public static WeightedChoice of(List<Integer> weights) {
        long divisor = 0;
        for (int weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("weight: " + weight + " (expected: 0 or more)");
            }
            divisor = gcd(divisor, weight);
        }
        long[] sums = new long[weights.size()];
        long sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += divisor == 0 ? 0 : weights.get(i) / divisor;
            sums[i] = sum;
        }
        return new WeightedChoice(sums, strideFor(sum));
    }

    /** Number of choices after which {@link #bySequence} has given every index exactly its share; 0 for nothing. */
    public long cycle() {
        return total;
    }

    /** An index at random, or {@link #NOTHING}. */
    public int byRandom(RandomGenerator random) {
        if (total == 0) {
            return NOTHING;
        }
        if (sums.length == 1) {
            return 0;
        }
        return indexAt(random.nextLong(total));
    }

    /**
     * The index for the {@code n}th request, or {@link #NOTHING}. Any {@link #cycle()} consecutive numbers give exact
     * shares, and even short runs come close, because neighbours land far apart.
     */
    public int bySequence(long n) {
        if (total == 0) {
            return NOTHING;
        }
        // total is at most a few times 10^7 for the API's limits, so the product of two remainders fits
        return indexAt(Math.floorMod(Math.floorMod(n, total) * stride, total));
    }

    private int indexAt(long position) {
        int i = 0;
        while (position >= sums[i]) {
            i++;
        }
        return i;
    }

    /** A step near the golden section of the cycle, without common divisor: it visits every position once. */
    private static long strideFor(long total) {
        if (total < 3) {
            return 1;
        }
        long step = Math.max(1, Math.round(total * 0.6180339887498949));
        while (gcd(step, total) != 1) {
            step++;
        }
        return step;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
