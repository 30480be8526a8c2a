package io.gatewright.runtime.upstream;

import io.gatewright.runtime.codec.ClientStream;

/** Who waits for a stream to an endpoint. Exactly one of the two is called, possibly before {@code acquire} returns. */
public interface StreamWaiter {
    /**
     * Here it is; whoever no longer wants it calls {@link ClientStream#abort}.
     *
     * @param reused the connection has served before: it may have died unnoticed
     */
    void onStream(ClientStream stream, boolean reused);

    void onConnectFailed(ConnectFailure failure);
}
