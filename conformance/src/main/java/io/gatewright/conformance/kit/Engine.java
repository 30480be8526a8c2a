package io.gatewright.conformance.kit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A way of running cases. The kit has one, which drives a {@link GatewayUnderTest}; a project may add others that look at
 * parts of its gateway alone.
 */
public interface Engine {
    /** For names of tests and for {@code engines} in settings. */
    String name();

    /** Published and own features that it has; absent: all of them. */
    default Optional<java.util.Set<String>> features() {
        return Optional.empty();
    }

    /** True if it can take objects that validation would refuse ({@code admitted} in settings). */
    default boolean admits() {
        return false;
    }

    /** Begins a case. */
    Session start(CorpusCase one);

    /** One case being run, by one thread. */
    interface Session extends AutoCloseable {
        /**
         * Makes the objects of a step exist, then deletes.
         *
         * @return problems that reading found
         */
        Optional<List<Problem>> apply(CaseStep step);

        /** True if it can tell the status of objects. */
        default boolean reports() {
            return false;
        }

        /** The status of an object in the form of the API; empty if nothing was reported. */
        default Optional<Map<String, Object>> status(ObjectName object) {
            return Optional.empty();
        }

        /** True if it can answer this request. */
        default boolean answers(Row row) {
            return false;
        }

        /** Asks once. */
        default Answer ask(Row row) {
            throw new UnsupportedOperationException();
        }

        /** Counts who answers, by {@link Answer#share()}. */
        default Map<String, Long> shares(Row row) {
            throw new UnsupportedOperationException();
        }

        /** True if {@link #shares} counts a full cycle. */
        default boolean exactShares() {
            return true;
        }

        /** More that must hold after a step, in words of its own: one sentence per fault. */
        default List<String> ownFaults(CaseStep step) {
            return List.of();
        }

        /** How long expectations may fail before they are believed. */
        default Duration settleTime() {
            return Duration.ZERO;
        }

        /** Printed when something failed. */
        default String dump() {
            return "";
        }

        @Override
        void close();
    }
}
