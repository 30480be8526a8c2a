package io.gatewright.bench.resolve;

import io.gatewright.model.world.Event;

/**
 * One change of one object and the change back, each with what must follow from it. Both are measured, by turns.
 *
 * @param there the change
 * @param back leads to the world as it was
 */
record Edit(Step there, Step back) {
    /**
     * One event.
     *
     * @param name for the table
     * @param event what comes in
     * @param effect what must go out
     */
    record Step(String name, Event event, Effect effect) {}

    /**
     * How much is different afterwards.
     *
     * @param puts new and changed plan entries
     * @param gone removed plan entries
     * @param reports objects to which something else is said, or nothing more
     */
    record Effect(int puts, int gone, int reports) {}
}
