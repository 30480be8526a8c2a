package io.gatewright.runtime.filter;

import io.gatewright.semantics.decide.LocalReply;
import io.netty.buffer.ByteBuf;

/**
 * A filter that needs I/O before a request may go on. Called on the exchange's event loop; must not block it.
 */
public interface AskingFilter {
    /** Bytes of the request body it wants to see; 0: none. */
    int bodyBytes();

    /**
     * Asks. Exactly one method of {@code answer} is called, on the same event loop, now or later; never, if the returned
     * handle was run first.
     *
     * @return gives up
     */
    Runnable ask(Question question, Answer answer);

    /** What becomes of the request. */
    interface Answer {
        /** It goes on; edits were made on {@link Question#out()}. */
        void pass();

        /**
         * It is answered.
         *
         * @param body owned by the callee; empty for the reply's own text
         */
        void reply(LocalReply reply, ByteBuf body);
    }
}
