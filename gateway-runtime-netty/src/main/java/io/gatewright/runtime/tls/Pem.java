package io.gatewright.runtime.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads PEM (RFC 7468): certificates and private keys in PKCS#8, PKCS#1 and SEC 1 form. Text between the blocks, such as
 * the comments of a CA bundle, is passed over; line ends may be LF or CRLF.
 */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private Pem() {}

    /** One block: its label, as in {@code RSA PRIVATE KEY}, and what the Base64 stands for. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never shared
    private record Block(String label, byte[] der) {}

    /**
     * All certificates, in order; at least one.
     *
     * @throws BadPem if there is none or one cannot be read
     */
    static List<X509Certificate> certificates(String pem) throws BadPem {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.label.equals("CERTIFICATE")
                    || block.label.equals("X509 CERTIFICATE")
                    || block.label.equals("TRUSTED CERTIFICATE")) {
                found.add(certificate(block.der, found.size() + 1));
            }
        }
        if (found.isEmpty()) {
            throw new BadPem("no certificate found: expected PEM blocks that begin with `-----BEGIN CERTIFICATE-----`");
        }
        return List.copyOf(found);
    }

    private static X509Certificate certificate(byte[] der, int number) throws BadPem {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new BadPem("certificate " + number + " cannot be read: not a valid X.509 certificate");
        }
    }

    /**
     * The first private key.
     *
     * @throws BadPem if there is none or it cannot be read
     */
    static PrivateKey privateKey(String pem) throws BadPem {
        byte[] curve = null;
        for (Block block : blocks(pem)) {
            switch (block.label) {
                case "EC PARAMETERS" -> curve = block.der;
                case "PRIVATE KEY" -> {
                    return pkcs8(block.der);
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(Der.pkcs8FromPkcs1(block.der));
                }
                case "EC PRIVATE KEY" -> {
                    return pkcs8(Der.pkcs8FromSec1(block.der, curve));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new BadPem("private key is encrypted: expected one without a pass phrase");
                default -> {
                    // certificates and the like may stand beside the key
                }
            }
        }
        throw new BadPem("no private key found: expected a PEM block that begins with `-----BEGIN PRIVATE KEY-----`");
    }

    private static PrivateKey pkcs8(byte[] der) throws BadPem {
        String algorithm = Der.algorithm(der);
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            // the exception's own text may quote the encoding
            throw new BadPem("private key cannot be read: not a valid " + algorithm + " key");
        }
    }

    private static List<Block> blocks(String pem) throws BadPem {
        List<Block> blocks = new ArrayList<>();
        int at = 0;
        while (true) {
            int begin = pem.indexOf(BEGIN, at);
            if (begin < 0) {
                return blocks;
            }
            int labelEnd = pem.indexOf(DASHES, begin + BEGIN.length());
            if (labelEnd < 0) {
                throw new BadPem("damaged PEM: a `-----BEGIN` line does not end");
            }
            String label = pem.substring(begin + BEGIN.length(), labelEnd);
            if (label.length() > 64 || label.indexOf('\n') >= 0) {
                throw new BadPem("damaged PEM: a `-----BEGIN` line does not end");
            }
            int body = labelEnd + DASHES.length();
            int end = pem.indexOf("-----END " + label + DASHES, body);
            if (end < 0) {
                throw new BadPem("damaged PEM: no `-----END " + label + "-----`");
            }
            blocks.add(new Block(label, decode(pem.substring(body, end), label)));
            at = end + DASHES.length();
        }
    }

    private static byte[] decode(String body, String label) throws BadPem {
        StringBuilder base64 = new StringBuilder(body.length());
        for (String line : body.split("\n", -1)) {
            String text = line.strip();
            if (text.indexOf(':') >= 0) {
                // headers of RFC 1421, as in encrypted PKCS#1 keys
                throw new BadPem("PEM block `" + label + "` has headers: expected an unencrypted block");
            }
            base64.append(text);
        }
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw new BadPem("damaged PEM: block `" + label + "` is not Base64");
        }
    }
}
