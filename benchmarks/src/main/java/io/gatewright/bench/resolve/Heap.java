package io.gatewright.bench.resolve;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What is alive on the heap. */
final class Heap {
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
    private static final int MOST_ROUNDS = 10;
    private static final long STILL = 64 * 1024;

    private Heap() {}

    /** Bytes in use after full collections, repeated until two in a row agree to 64 kB. */
    static long live() {
        long before = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            System.gc();
            long now = MEMORY.getHeapMemoryUsage().getUsed();
            if (Math.abs(before - now) < STILL) {
                return now;
            }
            before = now;
        }
        return before;
    }
}
