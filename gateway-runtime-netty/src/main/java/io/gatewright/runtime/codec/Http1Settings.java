package io.gatewright.runtime.codec;

/**
 * How patient an HTTP/1 connection from a client is. Times in nanoseconds.
 *
 * @param head limits of a request head
 * @param headNanos from the first byte of a head (or the start of the connection) to its last
 * @param idleNanos between an answer and the next request
 * @param drainBytes of an unwanted request body that are read to keep the connection
 * @param lingerNanos for which a closing connection listens, so that the answer is not lost in a reset
 */
public record Http1Settings(HeadLimits head, long headNanos, long idleNanos, int drainBytes, long lingerNanos) {}
