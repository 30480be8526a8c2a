package io.gatewright.model.world;

import io.gatewright.model.name.Experimental;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where a world comes from: a folder, a cluster, another store. The door for stores of others; what comes through it obeys
 * the rules of {@link World}.
 */
@Experimental
public interface EventSource extends AutoCloseable {

    /**
     * Begins to deliver. The first batch holds everything that exists (it may be empty), each later one a change. Batches
     * come one after another, from any thread; the receiver returns quickly and never throws.
     *
     * @throws IllegalStateException when the source was started before
     */
    void start(Consumer<List<Event>> inbox);

    /** Ends the delivery; no batch begins after this returns. Harmless when repeated. */
    @Override
    void close();
}
