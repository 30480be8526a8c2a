package io.gatewright.runtime.filter;

import io.gatewright.runtime.listen.ConnectionInfo;
import io.gatewright.semantics.match.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The two messages of Envoy's authorization service, {@code envoy.service.auth.v3.CheckRequest} and {@code
 * CheckResponse}, as far as a gateway fills and obeys them. Field numbers are those of the published protocol.
 */
final class ExtAuthz {
    private ExtAuthz() {}

    /** One edit of a header: appended to what is there, or replacing it. */
    record HeaderChange(String name, String value, boolean append) {}

    /**
     * An answer.
     *
     * @param code of google.rpc.Status; 0 allows
     * @param status for the client if denied; 0: none was given
     * @param set headers of the backend request if allowed, of the client's response if denied
     * @param remove headers of the backend request
     * @param body for the client if denied
     */
    record Verdict(int code, int status, List<HeaderChange> set, List<String> remove, String body) {}

    /** Writes a CheckRequest. Header names are lower case, several values of one name are joined. */
    static void request(ByteBuf out, Question question, List<String> allowedHeaders, ByteBuf body) {
        RequestHead head = question.head();
        ConnectionInfo info = question.info();
        Map<String, String> headers = headers(question.headers(), allowedHeaders);
        String target = head.query() == null ? head.path() : head.path() + '?' + head.query();
        new Proto.Writer(out)
                .message(
                        1,
                        attributes -> attributes
                                .message(1, source -> peer(source, info.client()))
                                .message(2, destination -> peer(destination, info.local()))
                                .message(
                                        4,
                                        request -> request.message(2, http -> {
                                            http.text(1, headers.getOrDefault("x-request-id", ""))
                                                    .text(2, head.method());
                                            headers.forEach((name, value) -> http.message(
                                                    3,
                                                    entry -> entry.text(1, name).text(2, value)));
                                            http.text(4, target)
                                                    .text(5, head.authority())
                                                    .text(6, head.scheme())
                                                    .number(9, body.isReadable() ? body.readableBytes() : -1)
                                                    .text(10, question.protocol());
                                            if (utf8(body)) {
                                                http.bytes(11, body);
                                            } else {
                                                http.bytes(12, body);
                                            }
                                        }))
                                .message(12, tls -> tls.text(1, info.sni() == null ? "" : info.sni())));
    }

    private static boolean utf8(ByteBuf body) {
        return io.netty.buffer.ByteBufUtil.isText(body, StandardCharsets.UTF_8);
    }

    private static void peer(Proto.Writer peer, InetSocketAddress address) {
        String text = address.getAddress() == null ? "" : NetUtil.toAddressString(address.getAddress());
        peer.message(
                1, wrapped -> wrapped.message(1, socket -> socket.text(2, text).number(3, address.getPort())));
    }

    private static Map<String, String> headers(HttpHeaders headers, List<String> allowed) {
        Map<String, String> sorted = new TreeMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(java.util.Locale.ROOT);
            if (allowed.isEmpty() || allowed.contains(name)) {
                sorted.merge(name, header.getValue(), (before, more) -> before + "," + more);
            }
        }
        return sorted;
    }

    /** Reads a CheckResponse. */
    static Verdict verdict(ByteBuf in) {
        int code = 0;
        int status = 0;
        List<HeaderChange> set = new ArrayList<>();
        List<String> remove = new ArrayList<>();
        String body = "";
        Proto.Reader response = new Proto.Reader(in);
        while (response.next()) {
            if (response.is(1, Proto.LENGTH)) {
                Proto.Reader rpc = response.message();
                while (rpc.next()) {
                    if (rpc.is(1, Proto.VARINT)) {
                        code = (int) rpc.number();
                    } else {
                        rpc.skip();
                    }
                }
            } else if (response.is(2, Proto.LENGTH)) {
                Proto.Reader denied = response.message();
                while (denied.next()) {
                    if (denied.is(1, Proto.LENGTH)) {
                        status = status(denied.message());
                    } else if (denied.is(2, Proto.LENGTH)) {
                        set.add(change(denied.message()));
                    } else if (denied.is(3, Proto.LENGTH)) {
                        body = denied.text();
                    } else {
                        denied.skip();
                    }
                }
            } else if (response.is(3, Proto.LENGTH)) {
                Proto.Reader ok = response.message();
                while (ok.next()) {
                    if (ok.is(2, Proto.LENGTH)) {
                        set.add(change(ok.message()));
                    } else if (ok.is(5, Proto.LENGTH)) {
                        remove.add(ok.text());
                    } else {
                        ok.skip();
                    }
                }
            } else {
                response.skip();
            }
        }
        return new Verdict(code, status, List.copyOf(set), List.copyOf(remove), body);
    }

    private static int status(Proto.Reader status) {
        int code = 0;
        while (status.next()) {
            if (status.is(1, Proto.VARINT)) {
                code = (int) status.number();
            } else {
                status.skip();
            }
        }
        return code;
    }

    /** {@code HeaderValueOption}: the header, whether to append (a wrapped boolean), or its successor, an action. */
    private static HeaderChange change(Proto.Reader option) {
        String name = "";
        String value = "";
        boolean append = false;
        while (option.next()) {
            if (option.is(1, Proto.LENGTH)) {
                Proto.Reader header = option.message();
                while (header.next()) {
                    if (header.is(1, Proto.LENGTH)) {
                        name = header.text();
                    } else if (header.is(2, Proto.LENGTH) || header.is(3, Proto.LENGTH)) {
                        value = header.text();
                    } else {
                        header.skip();
                    }
                }
            } else if (option.is(2, Proto.LENGTH)) {
                append = status(option.message()) != 0;
            } else {
                option.skip();
            }
        }
        return new HeaderChange(name, value, append);
    }
}
