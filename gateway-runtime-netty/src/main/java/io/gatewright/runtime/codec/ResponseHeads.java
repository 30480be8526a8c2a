package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** Reads an HTTP/1 response head, or refuses it. */
final class ResponseHeads {
    /** {@code HTTP/1.1 200}: the shortest status line; the reason and the space before it may be missing. */
    private static final int SHORTEST = 12;

    /**
     * A response head with what it says about its connection.
     *
     * @param framing as {@link Framing}
     */
    record Parsed(ResponseStart start, long framing, boolean keepAlive) {}

    private ResponseHeads() {}

    /**
     * Reads a head.
     *
     * @param toHead the request was HEAD
     * @param upgrade the protocol that the request offered to switch to
     */
    static Parsed parse(HeadDecoder decoder, byte[] block, boolean toHead, @Nullable String upgrade)
            throws MalformedException {
        boolean http10 = version(block);
        int status = status(block);
        int at = SHORTEST;
        while (Chars.fieldValue(block[at])) {
            at++;
        }
        if (block[at] != '\r' || block[at + 1] != '\n' || at > SHORTEST && block[SHORTEST] != ' ') {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        FlatHeaders headers = decoder.fields(block, at + 2);
        long framing = Framing.ofResponse(headers, http10, status, toHead);
        String switched = headers.get(HttpHeaderNames.UPGRADE);
        HopByHop.Options options = HopByHop.strip(headers);
        if (status == 101 && (upgrade == null || !options.upgrade() || !upgrade.equalsIgnoreCase(switched))) {
            throw new MalformedException(Malformed.FRAMING);
        }
        boolean keepAlive = http10 ? options.keepAlive() && !options.close() : !options.close();
        return new Parsed(new ResponseStart(status, headers), framing, keepAlive && framing != Framing.UNTIL_CLOSE);
    }

    private static boolean version(byte[] block) throws MalformedException {
        String prefix = "HTTP/1.";
        boolean http = block.length >= SHORTEST + 2 && block[8] == ' ';
        for (int i = 0; http && i < prefix.length(); i++) {
            http = block[i] == prefix.charAt(i);
        }
        if (!http || block[7] != '0' && block[7] != '1') {
            throw new MalformedException(Malformed.VERSION);
        }
        return block[7] == '0';
    }

    private static int status(byte[] block) throws MalformedException {
        int status = 0;
        for (int i = 9; i < SHORTEST; i++) {
            if (block[i] < '0' || block[i] > '9') {
                throw new MalformedException(Malformed.FIRST_LINE);
            }
            status = status * 10 + block[i] - '0';
        }
        if (status < 100 || status > 599) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        return status;
    }
}
