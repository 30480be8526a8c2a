package io.gatewright.runtime.codec;

/** Who answers requests: one per client connection. */
public interface ServerExchanges {
    /**
     * A request head arrived. Its body waits for {@link MessageStream#demand()}.
     *
     * @param last there is no body
     * @return who hears the rest of the request
     */
    StreamEvents begin(ServerStream stream, RequestStart head, boolean last);

    /**
     * What arrived is no request: answer it on {@code stream}, which closes afterwards.
     *
     * @return who hears how that ends
     */
    StreamEvents malformed(ServerStream stream, Malformed why);
}
