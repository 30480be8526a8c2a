package io.gatewright.runtime.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The little DER that is needed to put older forms of private keys into PKCS#8 (RFC 5208), which the JDK reads. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int CONTEXT_0 = 0xa0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    private static final byte[] NULL = {5, 0};
    /** 1.2.840.113549.1.1.1. */
    private static final byte[] RSA = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1};
    /** 1.2.840.113549.1.1.10. */
    private static final byte[] RSA_PSS = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 10};
    /** 1.2.840.10045.2.1. */
    private static final byte[] EC = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
    /** 1.3.101.112. */
    private static final byte[] ED25519 = {0x2b, 0x65, 0x70};
    /** 1.3.101.113. */
    private static final byte[] ED448 = {0x2b, 0x65, 0x71};

    private final byte[] bytes;
    private int at;
    private final int end;

    private Der(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** The JDK's name of the algorithm of a PKCS#8 key. */
    static String algorithm(byte[] pkcs8) throws BadPem {
        Der key = new Der(pkcs8, 0, pkcs8.length).enter(SEQUENCE);
        key.enter(INTEGER);
        byte[] oid = key.enter(SEQUENCE).content(OID);
        if (Arrays.equals(oid, RSA)) {
            return "RSA";
        } else if (Arrays.equals(oid, EC)) {
            return "EC";
        } else if (Arrays.equals(oid, ED25519)) {
            return "Ed25519";
        } else if (Arrays.equals(oid, ED448)) {
            return "Ed448";
        } else if (Arrays.equals(oid, RSA_PSS)) {
            return "RSASSA-PSS";
        }
        throw new BadPem("private key has an unknown algorithm: expected RSA, EC, Ed25519 or Ed448");
    }

    static byte[] pkcs8FromPkcs1(byte[] pkcs1) throws BadPem {
        new Der(pkcs1, 0, pkcs1.length).enter(SEQUENCE);
        byte[] algorithm = value(SEQUENCE, value(OID, RSA), NULL);
        return value(SEQUENCE, VERSION_0, algorithm, value(OCTETS, pkcs1));
    }

    /**
     * @param sec1 an {@code ECPrivateKey} (RFC 5915)
     * @param curve the content of an {@code EC PARAMETERS} block, for keys that do not name their curve
     */
    static byte[] pkcs8FromSec1(byte[] sec1, byte @Nullable [] curve) throws BadPem {
        Der key = new Der(sec1, 0, sec1.length).enter(SEQUENCE);
        key.enter(INTEGER);
        key.enter(OCTETS);
        byte[] parameters = curve;
        if (key.at < key.end && (key.bytes[key.at] & 0xff) == CONTEXT_0) {
            parameters = key.content(CONTEXT_0);
        }
        if (parameters == null) {
            throw new BadPem("EC private key does not name its curve: convert it with `openssl pkcs8 -topk8 -nocrypt`");
        }
        byte[] algorithm = value(SEQUENCE, value(OID, EC), parameters);
        return value(SEQUENCE, VERSION_0, algorithm, value(OCTETS, sec1));
    }

    private byte[] content(int tag) throws BadPem {
        Der inner = enter(tag);
        return Arrays.copyOfRange(bytes, inner.at, inner.end);
    }

    /** Steps over the next value and returns a reader of its content. */
    private Der enter(int tag) throws BadPem {
        if (end - at < 2 || (bytes[at] & 0xff) != tag) {
            throw damaged();
        }
        int length = bytes[at + 1] & 0xff;
        int start = at + 2;
        if (length > 0x80) {
            int octets = length & 0x7f;
            if (octets > 3 || end - start < octets) {
                throw damaged();
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | bytes[start + i] & 0xff;
            }
            start += octets;
        } else if (length == 0x80) {
            throw damaged();
        }
        if (end - start < length) {
            throw damaged();
        }
        at = start + length;
        return new Der(bytes, start, start + length);
    }

    private static BadPem damaged() {
        return new BadPem("private key cannot be read: its encoding is damaged");
    }

    private static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
