package io.gatewright.runtime.codec;

/** A {@link MessageStream} that we opened at a backend: our message is the request, the peer's the response. */
public interface ClientStream extends MessageStream {
    /** Sends the head, once, before anything else. {@code events} hears all that follows. */
    void request(RequestStart head, boolean last, Events events);

    /** What a backend answers. */
    interface Events extends StreamEvents {
        /** A 1xx other than 101; 100 included. */
        void onInform(ResponseStart head);

        /** The head of the response, once. */
        void onResponse(ResponseStart head, boolean last);
    }
}
