package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/** Writes HTTP/1.1 heads. Nothing leaves that would not be accepted here: names and values are checked once more. */
final class Http1Encoder {
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] STATUS = "HTTP/1.1 ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private Http1Encoder() {}

    /** @throws IllegalArgumentException if a part of the head would break the framing */
    static void request(ByteBuf out, RequestStart head) {
        String authority = head.authority();
        check(Chars.isToken(head.method()), "method");
        checkTarget(head.target());
        ByteBufUtil.writeAscii(out, head.method());
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, head.target());
        out.writeBytes(VERSION);
        field(out, "Host", authority == null ? "" : authority);
        fields(out, head.headers());
    }

    static void response(ByteBuf out, ResponseStart head) {
        out.writeBytes(STATUS);
        int status = head.status();
        check(status >= 100 && status <= 999, "status");
        out.writeByte('0' + status / 100).writeByte('0' + status / 10 % 10).writeByte('0' + status % 10);
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, HttpResponseStatus.valueOf(status).reasonPhrase());
        crlf(out);
        fields(out, head.headers());
    }

    static void fields(ByteBuf out, HttpHeaders headers) {
        Iterator<Map.Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            field(out, entry.getKey(), entry.getValue());
        }
    }

    static void field(ByteBuf out, CharSequence name, CharSequence value) {
        check(Chars.isToken(name), "header name");
        check(Chars.isFieldValue(value), "header value");
        write(out, name);
        out.writeByte(':').writeByte(' ');
        write(out, value);
        crlf(out);
    }

    static void crlf(ByteBuf out) {
        out.writeByte('\r').writeByte('\n');
    }

    private static void write(ByteBuf out, CharSequence text) {
        if (text instanceof AsciiString ascii) {
            out.writeBytes(ascii.array(), ascii.arrayOffset(), ascii.length());
        } else {
            ByteBufUtil.writeAscii(out, text);
        }
    }

    private static void checkTarget(String target) {
        boolean good = !target.isEmpty();
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            good &= c > 0x20 && c < 0x7f;
        }
        check(good, "request target");
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new IllegalArgumentException(what + " holds characters that may not be sent");
        }
    }
}
