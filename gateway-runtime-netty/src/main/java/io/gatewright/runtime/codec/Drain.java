package io.gatewright.runtime.codec;

/**
 * The user event that asks a client connection to end gracefully: what runs is finished, nothing new is taken. HTTP/1 says
 * {@code Connection: close}, HTTP/2 sends GOAWAY.
 */
public enum Drain {
    INSTANCE
}
