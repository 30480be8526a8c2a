package io.gatewright.semantics.pick;

import java.util.random.RandomGenerator;

/** Takes a fraction of requests ({@code HTTPRequestMirrorFilter.fraction}, sampling rates). */
public final class Sampling {
    private Sampling() {}

    /**
     * Whether this one belongs to the {@code numerator} of every {@code denominator}. Draws nothing for none and for all.
     * A denominator of 0 or less takes none: a fraction that means nothing must not multiply traffic.
     */
    public static boolean takes(int numerator, int denominator, RandomGenerator random) {
        if (numerator <= 0 || denominator <= 0) {
            return false;
        }
        return numerator >= denominator || random.nextInt(denominator) < numerator;
    }
}
