package io.gatewright.app.feed;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A certificate and its key, as they are kept.
 *
 * @param certificatePem one certificate
 * @param keyPem an EC key in PKCS #8; never printed
 */
record PemPair(String certificatePem, String keyPem) {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    static PemPair of(List<X509CertificateHolder> chain, PrivateKey key) {
        StringBuilder certificates = new StringBuilder();
        try {
            for (X509CertificateHolder one : chain) {
                certificates.append(pem("CERTIFICATE", one.getEncoded()));
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException("a certificate could not be encoded", e);
        }
        return new PemPair(certificates.toString(), pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** @throws IllegalArgumentException if it is none */
    X509Certificate certificate() {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not a certificate in PEM", e);
        }
    }

    /** @throws IllegalArgumentException if it is none */
    PrivateKey key() {
        String body = keyPem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a key in PEM", e);
        }
    }

    @Override
    public String toString() {
        return "PemPair[redacted]";
    }
}
