package io.gatewright.runtime;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Turns buffers that nobody released into something a test can ask for. */
public final class Leaks {
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long most) {
                return detector(type);
            }

            @Override
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval) {
                return detector(type);
            }
        });
    }

    private Leaks() {}

    private static <T> ResourceLeakDetector<T> detector(Class<T> type) {
        return new ResourceLeakDetector<>(type, 1) {
            @Override
            protected void reportTracedLeak(String resourceType, String records) {
                FOUND.add(resourceType + records);
            }

            @Override
            protected void reportUntracedLeak(String resourceType) {
                FOUND.add(resourceType);
            }
        };
    }

    /** Must run before the first buffer is made to see them all. */
    public static void watch() {
        // the work is done when this class is initialised
    }

    /** What was found so far, after some effort to find more. */
    public static Queue<String> found() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            System.runFinalization();
            io.netty.buffer.Unpooled.directBuffer(8).release();
            io.netty.buffer.ByteBufAllocator.DEFAULT.buffer(8).release();
        }
        return FOUND;
    }
}
