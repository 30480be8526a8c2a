package io.gatewright.runtime.codec;

/** A {@link MessageStream} that a client opened: its message is the request, ours the response. */
public interface ServerStream extends MessageStream {
    /** A 1xx other than 101. Ignored for clients that cannot take it. */
    void inform(ResponseStart head);

    /** The head of the response, once. After status 101 both bodies are the bytes of the tunnel. */
    void respond(ResponseStart head, boolean last);

    /** {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}. */
    String protocol();
}
