package io.gatewright.runtime.codec;

/** Streams that we have reset: what their peer had sent before it heard of it is no mistake (RFC 9113, 5.1). */
final class ResetStreams {
    private static final int REMEMBERED = 1024;

    private int[] last = {};
    private int next;

    void add(int stream) {
        if (last.length == 0) {
            last = new int[REMEMBERED];
        }
        last[next] = stream;
        next = (next + 1) % REMEMBERED;
    }

    boolean has(int stream) {
        for (int known : last) {
            if (known == stream) {
                return true;
            }
        }
        return false;
    }
}
