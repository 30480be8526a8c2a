package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

/** Writes HTTP/1.1 heads. Nothing leaves that would not be accepted here: names and values are checked once more. */
final class Http1Encoder {
    private static final byte[] VERSION = " HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] STATUS_LINES = new byte[1000][];

    static {
        for (int status = 100; status < STATUS_LINES.length; status++) {
            String line = "HTTP/1.1 " + status + ' '
                    + HttpResponseStatus.valueOf(status).reasonPhrase() + "\r\n";
            STATUS_LINES[status] = line.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private Http1Encoder() {}

    /** @throws IllegalArgumentException if a part of the head would break the framing */
    static void request(HeadBytes out, RequestStart head) {
        String authority = head.authority();
        out.token(head.method(), "method");
        out.raw(' ');
        out.target(head.target());
        out.raw(VERSION);
        if (authority != null) {
            out.value(authority);
        }
        out.crlf();
        fields(out, head.headers());
    }

    static void response(HeadBytes out, ResponseStart head) {
        int status = head.status();
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("status " + status + " may not be sent");
        }
        out.raw(STATUS_LINES[status]);
        fields(out, head.headers());
    }

    static void fields(HeadBytes out, HttpHeaders headers) {
        if (headers instanceof FlatHeaders flat) {
            for (int i = 0; i < flat.size(); i++) {
                out.field(flat.name(i), flat.value(i));
            }
            return;
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            out.field(entry.getKey(), entry.getValue());
        }
    }
}
