package io.gatewright.app.accesslog;

import io.gatewright.runtime.observe.AccessRecord;

/**
 * The lines of one event loop that wait for the writer. The loop appends to one buffer while the writer empties the other,
 * so that they hardly ever meet at the lock; no record is kept, and none makes anything to be collected.
 */
final class Lane {
    private static final int SMALL = 16 * 1024;
    /** Enough for a writer that comes late: some 16,000 lines. Beyond it lines are dropped. */
    static final int MOST = 8 * 1024 * 1024;
    /** The writer is woken rather than left to come by. */
    static final int MUCH = 128 * 1024;

    private final AccessLine line = new AccessLine();
    private Bytes filling = new Bytes(SMALL);
    private Bytes spare = new Bytes(SMALL);
    private int lines;
    private int takenLines;

    /** What became of a line. */
    enum Taken {
        /** There are not many yet. */
        QUIETLY,
        /** The writer should come now. */
        MUCH,
        /** There was no room. */
        DROPPED
    }

    /** Called by one thread; never waits for a disk. */
    synchronized Taken add(AccessRecord record) {
        int before = filling.size();
        if (before >= MOST) {
            return Taken.DROPPED;
        }
        line.write(filling, record);
        lines++;
        return before < MUCH && filling.size() >= MUCH ? Taken.MUCH : Taken.QUIETLY;
    }

    synchronized boolean isEmpty() {
        return lines == 0;
    }

    /** What has been added since the last call; good until the next. For the writer alone. */
    synchronized Bytes take() {
        Bytes full = filling;
        filling = spare.array().length > MUCH * 4 ? new Bytes(SMALL) : spare;
        filling.truncate(0);
        spare = full;
        takenLines = lines;
        lines = 0;
        return full;
    }

    /** Forgets what nobody will write any more, and says how many lines that were. */
    synchronized int abandon() {
        int lost = lines;
        lines = 0;
        filling.truncate(0);
        return lost;
    }

    /** How many lines the last {@link #take} gave. */
    int takenLines() {
        return takenLines;
    }
}
