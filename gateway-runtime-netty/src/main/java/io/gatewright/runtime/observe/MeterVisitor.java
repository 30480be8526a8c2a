package io.gatewright.runtime.observe;

import java.util.SortedMap;

/**
 * Receives the present values of all meters. Samples of one name come one after the other. Durations are in seconds.
 */
public interface MeterVisitor {
    /** A count that only grows. The name has no {@code _total} suffix. */
    void counter(String name, String help, SortedMap<String, String> labels, long value);

    /** A value that goes up and down. */
    void gauge(String name, String help, SortedMap<String, String> labels, double value);

    /**
     * A distribution.
     *
     * @param upperBounds of the buckets, ascending; the last is infinity
     * @param counts in each bucket, not cumulated
     * @param sum of all values
     */
    void histogram(
            String name,
            String help,
            SortedMap<String, String> labels,
            double[] upperBounds,
            long[] counts,
            double sum);
}
