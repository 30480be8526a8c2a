package io.gatewright.app.accesslog;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.observe.AccessRecord;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes access records as lines of JSON. The names of the fields are documented in {@code docs/standalone.md} and are
 * part of the interface; what is absent is left out. It remembers what it wrote last of a second and of some places, since
 * most records repeat them. Belongs to one thread at a time.
 */
final class AccessLine {
    private static final int PLACES = 64;
    /** Characters of one text: what a client chose may be as long as a head may be, and who collects lines cuts them anywhere. */
    static final int LONGEST_TEXT = 4096;

    private static final String CUT = "...";
    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] GATEWAY = ascii(",\"gateway\":\"");
    private static final byte[] PORT = ascii(",\"port\":");
    private static final byte[] LISTENER = ascii(",\"listener\":\"");
    private static final byte[] ROUTE = ascii(",\"route\":\"");
    private static final byte[] RULE = ascii(",\"rule\":");
    private static final byte[] RULE_NAME = ascii(",\"rule_name\":\"");
    private static final byte[] BACKEND = ascii(",\"backend\":\"");
    private static final byte[] ENDPOINT = ascii(",\"endpoint\":\"");
    private static final byte[] VERSION = ascii(",\"version\":");
    private static final byte[] CLIENT = ascii(",\"client\":\"");
    private static final byte[] PEER = ascii(",\"peer\":\"");
    private static final byte[] SNI = ascii(",\"sni\":\"");
    private static final byte[] TLS = ascii(",\"tls\":\"");
    private static final byte[] CERTIFICATE = ascii(",\"client_certificate\":\"");
    private static final byte[] PROTOCOL = ascii(",\"protocol\":\"");
    private static final byte[] METHOD = ascii(",\"method\":\"");
    private static final byte[] SCHEME = ascii(",\"scheme\":\"");
    private static final byte[] HOST = ascii(",\"host\":\"");
    private static final byte[] PATH = ascii(",\"path\":\"");
    private static final byte[] QUERY = ascii(",\"query\":\"");
    private static final byte[] USER_AGENT = ascii(",\"user_agent\":\"");
    private static final byte[] REQUEST_ID = ascii(",\"request_id\":\"");
    private static final byte[] TRACE_PARENT = ascii(",\"trace_parent\":\"");
    private static final byte[] STATUS = ascii(",\"status\":");
    private static final byte[] GRPC_STATUS = ascii(",\"grpc_status\":");
    private static final byte[] REASON = ascii(",\"reason\":\"");
    private static final byte[] BYTES_IN = ascii(",\"bytes_in\":");
    private static final byte[] BYTES_OUT = ascii(",\"bytes_out\":");
    private static final byte[] TOTAL = ascii(",\"total_ms\":");
    private static final byte[] FIRST_BYTE = ascii(",\"first_byte_ms\":");
    private static final byte[] BACKEND_MS = ascii(",\"backend_ms\":");
    private static final byte[] TRIES = ascii(",\"tries\":");
    private static final byte[] END = ascii("}\n");

    private final @Nullable Known[] places = new Known[PLACES];
    private long second = Long.MIN_VALUE;
    private byte[] secondText = {};

    /** A place and how it reads. */
    private static final class Known {
        final AccessRecord.Place place;
        final byte[] text;

        Known(AccessRecord.Place place, byte[] text) {
            this.place = place;
            this.text = text;
        }

        /** By identity where that is cheaper than by content: another object costs no more than writing it again. */
        @SuppressWarnings("ReferenceEquality")
        boolean is(AccessRecord.Place other) {
            return place.gateway() == other.gateway()
                    && place.port() == other.port()
                    && place.version() == other.version()
                    && place.listener() == other.listener()
                    && place.route() == other.route()
                    && place.rule() == other.rule()
                    && place.ruleName() == other.ruleName()
                    && place.backend() == other.backend()
                    && place.endpoint() == other.endpoint();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Appends one line with its end. */
    void write(Bytes out, AccessRecord record) {
        out.raw(TIME);
        time(out, record.start());
        place(out, record.place());
        client(out, record.client());
        AccessRecord.Request request = record.request();
        if (request != null) {
            request(out, request);
        }
        reply(out, record.reply());
        AccessRecord.Timing timing = record.timing();
        millis(out, TOTAL, timing.total());
        millis(out, FIRST_BYTE, timing.firstByte());
        millis(out, BACKEND_MS, timing.backend());
        number(out, TRIES, timing.tries());
        out.raw(END);
    }

    /** RFC 3339 in UTC, with microseconds. */
    private void time(Bytes out, Instant start) {
        if (start.getEpochSecond() != second) {
            second = start.getEpochSecond();
            String text = Instant.ofEpochSecond(second).toString();
            secondText = ascii(text.substring(0, text.length() - 1));
        }
        out.raw(secondText);
        out.raw((byte) '.');
        out.digits(start.getNano() / 1000, 6);
        out.raw((byte) 'Z');
        out.raw((byte) '"');
    }

    private void place(Bytes out, AccessRecord.Place place) {
        ObjectRef route = place.route();
        int slot = ((route == null ? 0 : route.name().hashCode()) * 31 + place.rule()) & PLACES - 1;
        Known known = places[slot];
        if (known != null && known.is(place)) {
            out.raw(known.text);
            return;
        }
        int before = out.size();
        text(out, GATEWAY, place.gateway().namespacedName());
        number(out, PORT, place.port());
        text(out, LISTENER, place.listener());
        text(out, ROUTE, route == null ? null : route.kind() + "/" + route.namespacedName());
        if (place.rule() >= 0) {
            number(out, RULE, place.rule());
        }
        text(out, RULE_NAME, place.ruleName());
        text(out, BACKEND, place.backend());
        text(out, ENDPOINT, place.endpoint());
        number(out, VERSION, place.version());
        places[slot] = new Known(place, Arrays.copyOfRange(out.array(), before, out.size()));
    }

    private static void client(Bytes out, AccessRecord.Client who) {
        address(out, CLIENT, who.address());
        InetSocketAddress peer = who.peer();
        if (peer != null) {
            address(out, PEER, peer);
        }
        text(out, SNI, who.sni());
        text(out, TLS, who.tlsVersion());
        text(out, CERTIFICATE, who.certificateSubject());
    }

    private static void request(Bytes out, AccessRecord.Request request) {
        text(out, PROTOCOL, request.protocol());
        text(out, METHOD, request.method());
        text(out, SCHEME, request.scheme());
        text(out, HOST, request.host());
        text(out, PATH, request.path());
        text(out, QUERY, request.query());
        text(out, USER_AGENT, request.userAgent());
        text(out, REQUEST_ID, request.requestId());
        text(out, TRACE_PARENT, request.traceParent());
    }

    private static void reply(Bytes out, AccessRecord.Reply reply) {
        number(out, STATUS, reply.status());
        if (reply.grpcStatus() >= 0) {
            number(out, GRPC_STATUS, reply.grpcStatus());
        }
        text(out, REASON, reply.reason());
        number(out, BYTES_IN, reply.bytesIn());
        number(out, BYTES_OUT, reply.bytesOut());
    }

    private static void text(Bytes out, byte[] field, @Nullable Object value) {
        if (value != null) {
            out.raw(field);
            out.text(bounded(value.toString()));
            out.raw((byte) '"');
        }
    }

    private static String bounded(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        int end = LONGEST_TEXT - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    private static void number(Bytes out, byte[] field, long value) {
        out.raw(field);
        out.number(value);
    }

    /** Milliseconds with three digits; -1 nanoseconds are no value. */
    private static void millis(Bytes out, byte[] field, long nanos) {
        if (nanos >= 0) {
            long micros = nanos / 1000;
            number(out, field, micros / 1000);
            out.raw((byte) '.');
            out.digits(micros % 1000, 3);
        }
    }

    private static void address(Bytes out, byte[] field, InetSocketAddress address) {
        out.raw(field);
        InetAddress ip = address.getAddress();
        if (ip instanceof Inet4Address) {
            byte[] octets = ip.getAddress();
            for (int i = 0; i < octets.length; i++) {
                if (i > 0) {
                    out.raw((byte) '.');
                }
                out.number(octets[i] & 0xff);
            }
        } else {
            String host = ip == null ? address.getHostString() : ip.getHostAddress();
            out.text(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
        }
        out.raw((byte) ':');
        out.number(address.getPort());
        out.raw((byte) '"');
    }
}
