package io.gatewright.semantics.reference;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;

/** Does a private key belong to a certificate? Found out by signing with the one and verifying with the other. */
final class KeyPair {
    private static final byte[] PROBE = "gatewright".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA", "Ed25519", "Ed25519");

    private KeyPair() {}

    /**
     * Whether the key is certainly not the certificate's. False also for algorithms that this platform does not know: the
     * data plane may.
     *
     * @param publicKey of the leaf certificate
     * @param der the private key: PKCS#8, or if {@code bare} PKCS#1 (RSA) or SEC1 (EC)
     */
    static boolean mismatch(PublicKey publicKey, byte[] der, boolean bare) {
        String signature = SIGNATURES.get(publicKey.getAlgorithm());
        if (signature == null) {
            return false;
        }
        try {
            byte[] pkcs8 = bare ? wrapped(publicKey, der) : der;
            PrivateKey key =
                    KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            Signature signer = Signature.getInstance(signature);
            signer.initSign(key);
            signer.update(PROBE);
            byte[] signed = signer.sign();
            Signature verifier = Signature.getInstance(signature);
            verifier.initVerify(publicKey);
            verifier.update(PROBE);
            return !verifier.verify(signed);
        } catch (NoSuchAlgorithmException unknown) {
            return false;
        } catch (GeneralSecurityException | RuntimeException otherAlgorithmOrCorrupt) {
            return true;
        }
    }

    /** PKCS#8 around a bare key (RFC 5208): the algorithm, curve included, is the one that the certificate names. */
    private static byte[] wrapped(PublicKey publicKey, byte[] der) {
        byte[] spki = publicKey.getEncoded();
        int algorithm = headerLength(spki, 0);
        int end = algorithm + headerLength(spki, algorithm) + contentLength(spki, algorithm);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {2, 1, 0});
        body.write(spki, algorithm, end - algorithm);
        body.writeBytes(element(4, der));
        return element(0x30, body.toByteArray());
    }

    private static int headerLength(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return length < 0x80 ? 2 : 2 + (length & 0x7f);
    }

    private static int contentLength(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        if (length < 0x80) {
            return length;
        }
        int value = 0;
        for (int i = 0; i < (length & 0x7f); i++) {
            value = value << 8 | der[at + 2 + i] & 0xff;
        }
        return value;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
        out.write(tag);
        // DER wants the shortest form of a length
        int bytes = content.length < 0x80 ? 0 : content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
        if (bytes > 0) {
            out.write(0x80 | bytes);
        }
        for (int shift = Math.max(bytes - 1, 0) * 8; shift >= 0; shift -= 8) {
            out.write(content.length >> shift);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
