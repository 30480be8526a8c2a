package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an HTTP/1 request head, or refuses it. */
final class RequestHeads {
    /**
     * A request head with what it says about its connection.
     *
     * @param framing as {@link Framing}
     * @param expects the client waits for 100 before it sends the body
     */
    record Parsed(RequestStart start, boolean http10, long framing, boolean keepAlive, boolean expects) {}

    private RequestHeads() {}

    static Parsed parse(HeadDecoder decoder, byte[] block, String scheme) throws MalformedException {
        int methodEnd = 0;
        while (Chars.token(block[methodEnd])) {
            methodEnd++;
        }
        int targetEnd = methodEnd + 1;
        if (methodEnd == 0 || block[methodEnd] != ' ') {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        while (targetEnd < block.length && Chars.target(block[targetEnd])) {
            targetEnd++;
        }
        if (targetEnd == methodEnd + 1 || targetEnd >= block.length || block[targetEnd] != ' ') {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        boolean http10 = version(block, targetEnd + 1);
        FlatHeaders headers = decoder.fields(block, targetEnd + 11);
        String authority = host(headers, http10);
        long framing = Framing.ofRequest(headers, http10);
        List<String> protocols = headers.getAll(HttpHeaderNames.UPGRADE);
        HopByHop.Options options = HopByHop.strip(headers);
        boolean expects = expectation(headers, http10, framing);
        String method = method(block, methodEnd);
        String target = new String(block, methodEnd + 1, targetEnd - methodEnd - 1, StandardCharsets.ISO_8859_1);
        RequestStart start = new RequestStart(method, scheme, authority, target, headers);
        if (options.upgrade() && !http10 && framing == 0 && method.equals("GET")) {
            start.upgrade(protocol(protocols));
        }
        // after a CONNECT the client may talk to somebody else: believe nothing that follows
        boolean keepAlive = !options.close() && (!http10 || options.keepAlive()) && !method.equals("CONNECT");
        return new Parsed(start, http10, framing, keepAlive, expects);
    }

    /** {@code HTTP/1.0} or {@code HTTP/1.1}, then the end of the line; true for the former. */
    private static boolean version(byte[] block, int at) throws MalformedException {
        String expected = "HTTP/1.";
        boolean http = at + 10 <= block.length && block[at + 8] == '\r' && block[at + 9] == '\n';
        for (int i = 0; http && i < 5; i++) {
            http = block[at + i] == expected.charAt(i);
        }
        if (!http) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        byte minor = block[at + 7];
        if (block[at + 5] != '1' || block[at + 6] != '.' || minor != '0' && minor != '1') {
            throw new MalformedException(Malformed.VERSION);
        }
        return minor == '0';
    }

    private static @Nullable String host(FlatHeaders headers, boolean http10) throws MalformedException {
        CharSequence host = headers.first(HttpHeaderNames.HOST);
        if (host == null && !http10 || headers.repeated(HttpHeaderNames.HOST)) {
            throw new MalformedException(Malformed.HOST);
        }
        if (host == null) {
            return null;
        }
        headers.remove(HttpHeaderNames.HOST);
        return host.toString();
    }

    private static boolean expectation(HttpHeaders headers, boolean http10, long framing) throws MalformedException {
        List<String> expected = headers.getAll(HttpHeaderNames.EXPECT);
        if (expected.isEmpty()) {
            return false;
        }
        headers.remove(HttpHeaderNames.EXPECT);
        if (http10) {
            return false;
        }
        if (expected.size() > 1 || !"100-continue".equalsIgnoreCase(expected.get(0))) {
            throw new MalformedException(Malformed.EXPECTATION);
        }
        return framing != 0;
    }

    /** A single protocol; a switch to HTTP/2 in clear text is not offered (RFC 9113 dropped it). */
    private static @Nullable String protocol(List<String> protocols) {
        if (protocols.size() != 1) {
            return null;
        }
        String protocol = protocols.get(0).toLowerCase(Locale.ROOT);
        return protocol.isEmpty() || !HopByHop.switchable(protocol) || protocol.indexOf(',') >= 0 ? null : protocol;
    }

    private static String method(byte[] block, int length) {
        switch (length) {
            case 3:
                if (block[0] == 'G' && block[1] == 'E' && block[2] == 'T') {
                    return "GET";
                }
                break;
            case 4:
                if (block[0] == 'P' && block[1] == 'O' && block[2] == 'S' && block[3] == 'T') {
                    return "POST";
                }
                break;
            default:
                break;
        }
        return new String(block, 0, length, StandardCharsets.US_ASCII);
    }
}
