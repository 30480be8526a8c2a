package io.gatewright.semantics.trace;

/**
 * Listens to a decision being made. The one who decides asks {@link #on()} before it builds a {@link Step}, so that a
 * trace which is off costs one call and no allocation. Used by the thread that decides only.
 */
public interface Trace {
    /** Listens to nothing. */
    Trace NONE = new Trace() {
        @Override
        public boolean on() {
            return false;
        }

        @Override
        public void step(Step step) {
            // off: whoever did not ask first loses the step
        }
    };

    /** Whether steps are wanted. Does not change during one decision. */
    boolean on();

    /** Takes the next step. Called only while {@link #on()}. */
    void step(Step step);
}
