package io.gatewright.runtime.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one header block, taken and judged one by one as HPACK yields them (RFC 9113, 8.2 and 8.3). To Netty's decoder
 * it looks like headers; there is one for a connection, and each block begins it anew.
 */
final class HeaderFields extends DefaultHttp2Headers {
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");

    private static final FlatHeaders NONE = new FlatHeaders(0);

    private final boolean requests;
    private final int most;
    private int count;
    private boolean regular;
    private boolean pseudo;
    private @Nullable String broken;
    private boolean tooLarge;
    private long length;
    private @Nullable StringBuilder crumbs;

    @Nullable
    CharSequence method;

    @Nullable
    CharSequence scheme;

    @Nullable
    CharSequence path;

    @Nullable
    CharSequence authority;

    @Nullable
    CharSequence protocol;

    @Nullable
    CharSequence status;

    private FlatHeaders headers = NONE;

    /**
     * @param requests blocks come from clients
     * @param most fields of one block
     */
    HeaderFields(boolean requests, int most) {
        super(false, 2);
        this.requests = requests;
        this.most = most;
    }

    /** Begins a block. */
    void begin() {
        forget();
        headers = new FlatHeaders();
    }

    /** The block was looked at: a connection that waits holds no fields. */
    void forget() {
        count = 0;
        regular = false;
        pseudo = false;
        broken = null;
        tooLarge = false;
        length = -1;
        crumbs = null;
        method = null;
        scheme = null;
        path = null;
        authority = null;
        protocol = null;
        status = null;
        headers = NONE;
    }

    /** What makes the message malformed, so that its stream must be reset. */
    @Nullable
    String broken() {
        return broken;
    }

    boolean tooLarge() {
        return tooLarge;
    }

    /** The block is longer than the bytes allow. */
    void exceeded() {
        tooLarge = true;
    }

    /** Whether there are pseudo headers, as no trailers may have. */
    boolean pseudo() {
        return pseudo;
    }

    /** The announced length of the body, or -1. */
    long length() {
        return length;
    }

    /** The other fields; whoever takes them owns them. Crumbs of a cookie are one again (RFC 9113, 8.2.3). */
    FlatHeaders headers() {
        StringBuilder cookie = crumbs;
        if (cookie != null) {
            crumbs = null;
            headers.append(HttpHeaderNames.COOKIE, cookie.toString());
        }
        return headers;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        count++;
        if (broken != null || tooLarge) {
            return this;
        }
        if (count > most) {
            tooLarge = true;
        } else if (name.length() > 0 && name.charAt(0) == ':') {
            pseudo(name, value);
        } else {
            regular = true;
            regular(name, value);
        }
        return this;
    }

    private void pseudo(CharSequence name, CharSequence value) {
        pseudo = true;
        if (regular) {
            broken = "pseudo header after a field";
        } else if (!Chars.isFieldValue(value)) {
            broken = "characters that no field may have";
        } else if (requests ? !request(name, value) : !response(name, value)) {
            broken = "unknown, repeated or misplaced pseudo header";
        }
    }

    private boolean request(CharSequence name, CharSequence value) {
        boolean first = false;
        if (Http2Heads.METHOD.contentEquals(name)) {
            first = method == null;
            method = value;
        } else if (Http2Heads.PATH.contentEquals(name)) {
            first = path == null;
            path = value;
        } else if (Http2Heads.SCHEME.contentEquals(name)) {
            first = scheme == null;
            scheme = value;
        } else if (Http2Heads.AUTHORITY.contentEquals(name)) {
            first = authority == null;
            authority = value;
        } else if (Http2Heads.PROTOCOL.contentEquals(name)) {
            first = protocol == null;
            protocol = value;
        }
        return first;
    }

    private boolean response(CharSequence name, CharSequence value) {
        boolean first = status == null && Http2Heads.STATUS.contentEquals(name);
        status = value;
        return first;
    }

    private void regular(CharSequence name, CharSequence value) {
        if (!Chars.isLowerToken(name) || !Chars.isFieldValue(value) || spaced(value)) {
            broken = "characters that no field may have";
            return;
        }
        switch (name.length()) {
            case 2 -> {
                if (HttpHeaderNames.TE.contentEquals(name) && !TRAILERS.contentEqualsIgnoreCase(value)) {
                    broken = "te other than trailers";
                }
            }
            case 6 -> {
                if (HttpHeaderNames.COOKIE.contentEquals(name)) {
                    StringBuilder cookie = crumbs;
                    crumbs = (cookie == null ? new StringBuilder() : cookie.append("; ")).append(value);
                    return;
                }
            }
            case 7 -> connection(HttpHeaderNames.UPGRADE, name);
            case 10 -> {
                connection(HttpHeaderNames.CONNECTION, name);
                connection(KEEP_ALIVE, name);
            }
            case 14 -> {
                if (HttpHeaderNames.CONTENT_LENGTH.contentEquals(name)) {
                    length(value);
                }
            }
            case 16 -> connection(PROXY_CONNECTION, name);
            case 17 -> connection(HttpHeaderNames.TRANSFER_ENCODING, name);
            default -> {
                // none that means something here
            }
        }
        headers.append(name, value);
    }

    private static boolean spaced(CharSequence value) {
        return value.length() > 0 && (value.charAt(0) <= ' ' || value.charAt(value.length() - 1) <= ' ');
    }

    private void connection(AsciiString forbidden, CharSequence name) {
        if (forbidden.contentEquals(name)) {
            broken = "field of a connection";
        }
    }

    private void length(CharSequence value) {
        if (length >= 0) {
            broken = "content-length repeated";
            return;
        }
        try {
            length = Framing.length(value);
        } catch (MalformedException e) {
            broken = "content-length is no number";
        }
    }
}
