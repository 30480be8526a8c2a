package io.gatewright.runtime.codec;

/**
 * Bounds of an HTTP/2 connection from a client. Times in nanoseconds.
 *
 * @param head limits of a header block; bytes count as in SETTINGS_MAX_HEADER_LIST_SIZE
 * @param streams open at once
 * @param resets per minute, by either side, beyond which the connection is closed
 * @param idleNanos without a stream, after which the connection is closed
 */
public record Http2ServerSettings(HeadLimits head, int streams, int resets, long idleNanos) {}
