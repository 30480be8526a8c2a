package io.gatewright.runtime.tls;

import io.netty.util.NetUtil;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a ClientHello before the handshake (RFC 8446, 4.1.2; RFC 6066, 3).
 *
 * @param serverName lower case without trailing dot; null if none was sent, or an IP address, which is no server name
 * @param ecdsa whether the client can verify ECDSA certificates
 * @param ed25519 whether it can verify Ed25519 certificates
 * @param rsa whether it can verify RSA certificates
 */
public record ClientHello(@Nullable String serverName, boolean ecdsa, boolean ed25519, boolean rsa) {
    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;

    /**
     * Reads the body of a ClientHello message.
     *
     * @throws HelloReader.BadHello if its parts do not add up
     */
    static ClientHello parse(ByteBuffer body) throws HelloReader.BadHello {
        try {
            return parseBody(body);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new HelloReader.BadHello("a length in it is wrong");
        }
    }

    private static ClientHello parseBody(ByteBuffer in) throws HelloReader.BadHello {
        skip(in, 2 + 32); // version, random
        skip(in, in.get() & 0xff); // session
        ByteBuffer suites = take(in, in.getShort() & 0xffff);
        boolean ecdsaSuite = false;
        boolean rsaSuite = false;
        while (suites.remaining() >= 2) {
            int suite = suites.getShort() & 0xffff;
            boolean any = suite >> 8 == 0x13; // the suites of TLS 1.3 leave the certificate open
            ecdsaSuite |= any || isEcdsa(suite);
            rsaSuite |= any || !isEcdsa(suite);
        }
        skip(in, in.get() & 0xff); // compression
        String name = null;
        boolean listed = false;
        boolean ecdsa = false;
        boolean ed25519 = false;
        boolean rsa = false;
        if (in.hasRemaining()) {
            ByteBuffer extensions = take(in, in.getShort() & 0xffff);
            while (extensions.hasRemaining()) {
                int type = extensions.getShort() & 0xffff;
                ByteBuffer extension = take(extensions, extensions.getShort() & 0xffff);
                if (type == SERVER_NAME && name == null) {
                    name = serverName(extension);
                } else if (type == SIGNATURE_ALGORITHMS) {
                    listed = true;
                    ByteBuffer schemes = take(extension, extension.getShort() & 0xffff);
                    while (schemes.remaining() >= 2) {
                        int scheme = schemes.getShort() & 0xffff;
                        ecdsa |= (scheme & 0xff) == 3; // ecdsa_secp*, ecdsa_sha1
                        ed25519 |= scheme == 0x0807;
                        rsa |= (scheme & 0xff) == 1 || (scheme >= 0x0804 && scheme <= 0x0806);
                    }
                }
            }
        }
        return new ClientHello(
                name, ecdsaSuite && (ecdsa || !listed), ecdsaSuite && ed25519, rsaSuite && (rsa || !listed));
    }

    /** TLS 1.2 suites that need an ECDSA key. */
    private static boolean isEcdsa(int suite) {
        return switch (suite) {
            case 0xc009, 0xc00a, 0xc023, 0xc024, 0xc02b, 0xc02c, 0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xcca9 -> true;
            default -> false;
        };
    }

    private static @Nullable String serverName(ByteBuffer extension) throws HelloReader.BadHello {
        if (!extension.hasRemaining()) {
            return null;
        }
        ByteBuffer list = take(extension, extension.getShort() & 0xffff);
        while (list.hasRemaining()) {
            int type = list.get() & 0xff;
            ByteBuffer name = take(list, list.getShort() & 0xffff);
            if (type == 0) {
                return normalise(name);
            }
        }
        return null;
    }

    private static @Nullable String normalise(ByteBuffer name) throws HelloReader.BadHello {
        byte[] bytes = new byte[name.remaining()];
        name.get(bytes);
        for (byte b : bytes) {
            boolean ok = b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b >= '0' && b <= '9'
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == ':';
            if (!ok) {
                throw new HelloReader.BadHello("its server name has a character that no host name has");
            }
        }
        String text = new String(bytes, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        if (text.endsWith(".")) {
            text = text.substring(0, text.length() - 1);
        }
        if (text.isEmpty() || text.length() > 253 || text.startsWith(".")) {
            throw new HelloReader.BadHello("its server name is empty or too long");
        }
        if (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text)) {
            return null; // RFC 6066 allows no literal addresses: as if none was sent
        }
        if (text.indexOf(':') >= 0) {
            throw new HelloReader.BadHello("its server name has a character that no host name has");
        }
        return text;
    }

    private static void skip(ByteBuffer in, int length) {
        in.position(in.position() + length);
    }

    private static ByteBuffer take(ByteBuffer in, int length) {
        ByteBuffer part = in.slice(in.position(), length);
        skip(in, length);
        return part;
    }
}
