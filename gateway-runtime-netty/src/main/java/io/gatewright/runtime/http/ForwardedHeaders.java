package io.gatewright.runtime.http;

import io.gatewright.runtime.listen.AddressRange;
import io.gatewright.runtime.listen.ConnectionInfo;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is, as backends are told. Headers that claim an identity are taken off unless a trusted proxy sent them;
 * then ours are put on. Twins spelled with an underscore, which many backends cannot tell apart, never pass.
 */
final class ForwardedHeaders {
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString PORT = AsciiString.cached("x-forwarded-port");
    private static final String PREFIX = "x-forwarded-";
    private static final Set<String> IDENTITY =
            Set.of("forwarded", "x-real-ip", "client-cert", "client-cert-chain", "x-client-cert", "x-ssl-client-cert");

    /** Of these only the twins are dropped; the true ones are the codec's business. */
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding", "connection");

    private static final List<String> NOT_TRAILERS = List.of(
            "authorization",
            "cookie",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "expect",
            "host",
            "te",
            "trailer",
            "transfer-encoding");

    private final List<AddressRange> trusted;

    ForwardedHeaders(List<AddressRange> trusted) {
        this.trusted = trusted;
    }

    boolean trusts(InetAddress address) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** What backends are told of all requests of one connection, made once. */
    static final class Told {
        private final InetSocketAddress client;
        private final boolean believed;
        private final AsciiString address;
        private final AsciiString scheme;
        private final AsciiString port;

        private Told(ConnectionInfo info, boolean believed) {
            this.believed = believed;
            client = info.client();
            InetAddress peer = client.getAddress();
            address = AsciiString.of(peer == null ? "unknown" : NetUtil.toAddressString(peer));
            scheme = AsciiString.of(info.scheme());
            port = AsciiString.of(Integer.toString(info.port()));
        }
    }

    Told on(ConnectionInfo info) {
        InetAddress peer = info.client().getAddress();
        return new Told(info, !trusted.isEmpty() && peer != null && trusts(peer));
    }

    /**
     * Edits the headers of a request that just arrived.
     *
     * @return the client: the peer, or whom trusted proxies name
     */
    InetSocketAddress apply(HttpHeaders headers, Told told, String authority) {
        strip(headers, told.believed);
        if (!told.believed) {
            // none of them is left
            headers.add(FOR, told.address);
            headers.add(PROTO, told.scheme);
            headers.add(HOST, authority);
            headers.add(PORT, told.port);
            return told.client;
        }
        InetSocketAddress client = named(headers, told.client);
        String before = HeaderView.joined(headers, FOR.toString());
        headers.set(FOR, before == null ? told.address : before + ", " + told.address);
        setUnlessThere(headers, PROTO, told.scheme);
        setUnlessThere(headers, HOST, authority);
        setUnlessThere(headers, PORT, told.port);
        return client;
    }

    private static void setUnlessThere(HttpHeaders headers, AsciiString name, CharSequence value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }

    /** Trailers never say who asks, or what is asked for (RFC 9110, 6.5.1): backends may merge them into the headers. */
    static void stripTrailers(HttpHeaders trailers) {
        strip(trailers, false);
        NOT_TRAILERS.forEach(trailers::remove);
    }

    private static void strip(HttpHeaders headers, boolean believed) {
        List<CharSequence> unwanted = null;
        Iterator<Map.Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
        while (entries.hasNext()) {
            CharSequence name = entries.next().getKey();
            if (suspicious(name) && unwanted(name, believed)) {
                if (unwanted == null) {
                    unwanted = new ArrayList<>(4);
                }
                unwanted.add(name);
            }
        }
        if (unwanted != null) {
            unwanted.forEach(headers::remove);
        }
    }

    /** A cheap first look: the names in question begin with one of four letters. */
    private static boolean suspicious(CharSequence name) {
        int first = name.charAt(0) | 0x20;
        return first == 'x' || first == 'f' || first == 'c' || first == 't';
    }

    private static boolean unwanted(CharSequence name, boolean believed) {
        String lower = name.toString().toLowerCase(Locale.ROOT);
        boolean twin = lower.indexOf('_') >= 0;
        String dashed = twin ? lower.replace('_', '-') : lower;
        boolean identity = dashed.startsWith(PREFIX) || IDENTITY.contains(dashed);
        return identity && (twin || !believed) || twin && FRAMING.contains(dashed);
    }

    /** The last address in the chain that no trusted proxy has, for records. */
    private InetSocketAddress named(HttpHeaders headers, InetSocketAddress peer) {
        String chain = HeaderView.joined(headers, FOR.toString());
        if (chain == null) {
            return peer;
        }
        InetAddress found = null;
        String[] hops = chain.split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            InetAddress hop = address(hops[i].trim());
            if (hop == null) {
                break;
            }
            found = hop;
            if (!trusts(hop)) {
                break;
            }
        }
        return found == null ? peer : new InetSocketAddress(found, 0);
    }

    private static @Nullable InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }
}
