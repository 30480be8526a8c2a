package io.gatewright.runtime.codec;

import org.jspecify.annotations.Nullable;

/** A connection to a backend, either protocol. Lives on one event loop. */
public interface ClientConnection {
    /**
     * Starts an exchange.
     *
     * @return absent if the connection cannot take one (any more): try another
     */
    @Nullable
    ClientStream open();

    /** True if {@link #open()} would succeed now, as far as we know. */
    boolean available();

    /** Exchanges that run. */
    int active();

    /** Takes no new exchange; closes when the last one ends. */
    void retire();

    /** Who keeps it. */
    interface Owner {
        /** An exchange ended (or the peer's limits rose) and the connection can take another. */
        void onAvailable(ClientConnection connection);

        /** It is closed, or will take no more exchanges. */
        void onGone(ClientConnection connection);
    }
}
