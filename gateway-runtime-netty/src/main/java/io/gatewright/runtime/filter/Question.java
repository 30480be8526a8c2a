package io.gatewright.runtime.filter;

import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.runtime.snapshot.Snapshot;
import io.gatewright.runtime.upstream.LoopUpstreams;
import io.gatewright.semantics.edit.MutableHead;
import io.gatewright.semantics.match.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What an {@link AskingFilter} sees of an exchange.
 *
 * @param head as the client sent it, normalised
 * @param out as the backend will see it; may be edited before the request passes
 * @param headers those of {@code out} now; to read
 * @param protocol {@code HTTP/1.1} and the like
 * @param body the beginning of the request body; borrowed for the duration of the call
 * @param bodyComplete whether that is all of it
 * @param info the client's connection
 * @param snapshot under which the exchange runs
 * @param upstreams of the exchange's event loop
 */
public record Question(
        RequestHead head,
        MutableHead out,
        HttpHeaders headers,
        String protocol,
        ByteBuf body,
        boolean bodyComplete,
        ConnectionInfo info,
        Snapshot snapshot,
        LoopUpstreams upstreams) {}
