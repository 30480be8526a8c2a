package io.gatewright.conformance.kit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of {@code requests}: what a client does and what must come of it.
 *
 * @param number from 1 within its step
 * @param note added to the test's name; may be empty
 * @param target whom to ask
 * @param verb the way of asking
 * @param method HTTP method; empty unless {@code verb} is {@link Verb#HTTP}
 * @param authority host with an optional port as sent; empty sends none. For TLS the server name
 * @param path with query, as sent; for gRPC {@code /service/Method}
 * @param headers more request headers in order
 * @param body request body, empty for none
 * @param protocol spoken by the client
 * @param sni server name; {@code none} sends none; absent: the host of {@code authority}
 * @param certificate the client's certificate in the notation of placeholders
 * @param trust authority that the client trusts
 * @param connection rows with the same word share one connection
 * @param times how often it is asked; 0 leaves it to the engine
 * @param raw bytes to send instead of a request
 * @param echo orders for the echo server, empty for none
 * @param expect what must come; empty if {@code shares} is given
 * @param shares service (or status) to its exact part of the traffic
 */
public record Row(
        int number,
        String note,
        Target target,
        Verb verb,
        String method,
        Optional<String> authority,
        String path,
        Map<String, List<String>> headers,
        String body,
        Protocol protocol,
        Optional<String> sni,
        Optional<String> certificate,
        String trust,
        Optional<String> connection,
        int times,
        Optional<String> raw,
        Map<String, Object> echo,
        Optional<Expect> expect,
        Map<String, Integer> shares) {

    /** The ways of asking. */
    public enum Verb {
        HTTP,
        GRPC,
        /** WebSocket: one message each way. */
        WS,
        /** A line each way over TCP. */
        TCP,
        /** A line each way over TLS. */
        TLS,
        /** A datagram each way. */
        UDP
    }

    /** What the client speaks. */
    public enum Protocol {
        H1,
        H2,
        H1_0
    }

    /**
     * A Gateway's listener.
     *
     * @param namespace of the Gateway
     * @param gateway empty: the only Gateway of the case
     * @param listener name; empty if a port is given or the first is meant
     * @param port 0 unless given
     */
    public record Target(String namespace, String gateway, String listener, int port) {
        static Target parse(String text) {
            String rest = text;
            int port = 0;
            int colon = rest.lastIndexOf(':');
            if (colon >= 0) {
                try {
                    port = Integer.parseInt(rest.substring(colon + 1));
                } catch (NumberFormatException notANumber) {
                    throw new CaseFormatException("to `" + text + "`: expected a port after the colon", notANumber);
                }
                rest = rest.substring(0, colon);
            }
            String[] parts = rest.split("/", -1);
            // `gw/http` is a listener, `ns/gw:80` and `ns/gw/http` name a namespace
            return switch (parts.length) {
                case 1 -> new Target("default", parts[0], "", port);
                case 2 ->
                    port == 0 ? new Target("default", parts[0], parts[1], 0) : new Target(parts[0], parts[1], "", port);
                case 3 -> new Target(parts[0], parts[1], parts[2], port);
                default -> throw new CaseFormatException("to `" + text + "`: expected [namespace/]gateway/listener");
            };
        }
    }

    /** True if only real sockets can show this row. */
    public boolean needsSockets() {
        return raw.isPresent()
                || !echo.isEmpty()
                || connection.isPresent()
                || certificate.isPresent()
                || (verb != Verb.HTTP && verb != Verb.GRPC)
                || protocol == Protocol.H1_0
                || expect.map(Expect::needsSockets).orElse(false);
    }

    /** What is asked, in a few words, for names of tests and messages. */
    public String title() {
        String what = raw.map(text -> "raw " + text.lines().findFirst().orElse(""))
                .orElseGet(() -> (verb == Verb.HTTP ? method : verb.name()) + " " + authority.orElse("") + path);
        return "request " + number + ": " + what + (note.isEmpty() ? "" : " (" + note + ")");
    }
}
