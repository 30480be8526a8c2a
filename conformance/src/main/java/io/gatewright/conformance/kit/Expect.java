package io.gatewright.conformance.kit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must come of a request. Empty parts are not compared.
 *
 * @param backend {@code namespace/service}, or {@code none}
 * @param status accepted response codes
 * @param reason why the gateway itself answered
 * @param grpc name of a gRPC status
 * @param headers of the response
 * @param absent response headers that must not be there
 * @param sees what the backend saw
 * @param seesAt what it saw, by service: the entry of the one that took the request counts
 * @param mirrored services that get one copy each, if the set is stated at all
 * @param mirrorSees what each of them saw
 * @param rule {@code Kind namespace/name/index}
 * @param certificate a name in the gateway's certificate
 * @param body of the response
 * @param within limit for the whole answer
 * @param refused no answer came: refused, reset, closed, or a failed handshake
 */
public record Expect(
        Optional<String> backend,
        List<Integer> status,
        Optional<String> reason,
        Optional<String> grpc,
        Map<String, ValueCheck> headers,
        List<String> absent,
        Optional<Sees> sees,
        Map<String, Sees> seesAt,
        Optional<List<String>> mirrored,
        Optional<Sees> mirrorSees,
        Optional<String> rule,
        Optional<String> certificate,
        Optional<String> body,
        Optional<Duration> within,
        boolean refused) {

    /**
     * What a backend saw. Empty parts are not compared.
     *
     * @param method HTTP method
     * @param path with query
     * @param host Host or :authority
     * @param headers that it got
     * @param absent headers that it must not have got
     * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
     * @param sni server name in its TLS handshake; {@code none}: TLS without one; {@code plain}: no TLS
     * @param client names in the client certificate that it was shown
     */
    public record Sees(
            Optional<String> method,
            Optional<String> path,
            Optional<String> host,
            Map<String, ValueCheck> headers,
            List<String> absent,
            Optional<String> protocol,
            Optional<String> sni,
            Optional<String> client) {

        boolean needsSockets() {
            return protocol.isPresent() || sni.isPresent() || client.isPresent();
        }
    }

    boolean needsSockets() {
        return certificate.isPresent()
                || within.isPresent()
                || body.isPresent()
                || refused
                || sees.map(Sees::needsSockets).orElse(false)
                || mirrorSees.map(Sees::needsSockets).orElse(false);
    }
}
