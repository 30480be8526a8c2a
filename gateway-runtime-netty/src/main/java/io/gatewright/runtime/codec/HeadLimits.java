package io.gatewright.runtime.codec;

/**
 * Bounds of one message head.
 *
 * @param firstLine bytes of the request or status line
 * @param bytes of the whole head, and of one trailer block
 * @param fields number of header lines
 */
public record HeadLimits(int firstLine, int bytes, int fields) {
    public HeadLimits {
        if (firstLine < 16 || bytes < firstLine || fields < 1) {
            throw new IllegalArgumentException("limits of a message head make no sense");
        }
    }
}
