package io.gatewright.model.read;

/** How much a reader demands of an object. */
public enum Strictness {
    /** For files: what an API server would refuse has no value. */
    API_SERVER,
    /**
     * For objects that an API server has admitted, perhaps by other rules than ours: only what cannot be held at all has
     * no value, every other objection is a warning.
     */
    ADMITTED
}
