package io.gatewright.runtime.listen;

/**
 * Fired as a user event through the pipeline of an accepted connection whose port goes away or whose data plane stops:
 * finish what runs, begin nothing new, then close. HTTP/1.1 answers with {@code Connection: close}, HTTP/2 sends GOAWAY.
 * A connection that is still open at the deadline is closed by the port.
 */
public enum Drain {
    START
}
