package io.gatewright.runtime.observe;

/** Takes one record per exchange or relayed connection. */
@FunctionalInterface
public interface AccessLog {
    /** Keeps nothing. */
    AccessLog NONE = record -> {};

    /** Called on an event loop when an exchange is over: must return at once, never block, never throw. */
    void record(AccessRecord record);
}
