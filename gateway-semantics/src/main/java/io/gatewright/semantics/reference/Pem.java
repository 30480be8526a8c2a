package io.gatewright.semantics.reference;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at PEM text without printing it: are there certificates, is there a key? */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private Pem() {}

    /** Whether the text holds at least one certificate and every certificate in it can be parsed. */
    static boolean certificates(String pem) {
        List<byte[]> blocks = blocks(pem, "CERTIFICATE");
        if (blocks.isEmpty()) {
            return false;
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] block : blocks) {
                factory.generateCertificate(new ByteArrayInputStream(block));
            }
            return true;
        } catch (CertificateException malformed) {
            return false;
        }
    }

    /** Whether the text holds a private key block of any of the usual forms, in well-formed base64. */
    static boolean privateKey(String pem) {
        return !blocks(pem, "PRIVATE KEY").isEmpty();
    }

    /** Whether the first private key is certainly not the key of the first certificate; both are known to be readable. */
    static boolean mismatch(String chain, String key) {
        Matcher matcher = BLOCK.matcher(key);
        while (matcher.find()) {
            String label = matcher.group(1);
            if (label.endsWith("PRIVATE KEY")) {
                boolean bare = label.equals("RSA PRIVATE KEY") || label.equals("EC PRIVATE KEY");
                return KeyPair.mismatch(leaf(chain).getPublicKey(), decode(matcher.group(2)), bare);
            }
        }
        return false;
    }

    private static Certificate leaf(String chain) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            blocks(chain, "CERTIFICATE").get(0)));
        } catch (CertificateException readBefore) {
            throw new IllegalArgumentException("no readable certificate", readBefore);
        }
    }

    /** The decoded blocks whose label ends with {@code label}; none at all if one of them is no base64. */
    private static List<byte[]> blocks(String pem, String label) {
        List<byte[]> found = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(pem);
        while (matcher.find()) {
            if (matcher.group(1).endsWith(label)) {
                byte[] der = decode(matcher.group(2));
                if (der.length == 0) {
                    return List.of();
                }
                found.add(der);
            }
        }
        return found;
    }

    private static byte[] decode(String body) {
        try {
            return Base64.getMimeDecoder().decode(body.strip().getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }
}
