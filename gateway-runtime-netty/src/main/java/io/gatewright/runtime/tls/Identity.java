package io.gatewright.runtime.tls;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.CertificatePlan;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** A certificate chain with its private key, read and checked. */
public final class Identity {
    private final CertificatePlan plan;
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final List<String> names;

    private Identity(CertificatePlan plan, List<X509Certificate> chain, PrivateKey key, List<String> names) {
        this.plan = plan;
        this.chain = chain;
        this.key = key;
        this.names = names;
    }

    /**
     * Reads a chain and its key.
     *
     * @throws BadPem if either cannot be read, or the key is not the leaf's
     */
    public static Identity read(CertificatePlan plan) throws BadPem {
        List<X509Certificate> chain = Pem.certificates(plan.chainPem());
        PrivateKey key = Pem.privateKey(plan.privateKey().pem());
        if (!belong(chain.get(0).getPublicKey(), key)) {
            throw new BadPem("private key does not belong to the certificate");
        }
        return new Identity(plan, chain, key, dnsNames(chain.get(0)));
    }

    /** What it was made of. */
    public CertificatePlan plan() {
        return plan;
    }

    public ObjectRef secret() {
        return plan.secret();
    }

    /** The certificate shown, without its chain. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** {@code RSA}, {@code EC}, {@code EdDSA}. */
    public String algorithm() {
        return leaf().getPublicKey().getAlgorithm();
    }

    X509Certificate[] chain() {
        return chain.toArray(new X509Certificate[0]);
    }

    PrivateKey key() {
        return key;
    }

    /** DNS names of the leaf's subject alternative names, lower case, sorted; the common name is no name (RFC 9525). */
    List<String> names() {
        return names;
    }

    static List<String> dnsNames(X509Certificate certificate) {
        return alternativeNames(certificate, 2);
    }

    /** @param type as in {@link X509Certificate#getSubjectAlternativeNames()}: 2 a DNS name, 6 a URI */
    static List<String> alternativeNames(X509Certificate certificate, int type) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            TreeSet<String> found = new TreeSet<>();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.get(0).equals(type) && name.get(1) instanceof String text && text.indexOf('\0') < 0) {
                        found.add(type == 2 ? text.toLowerCase(Locale.ROOT) : text);
                    }
                }
            }
            return List.copyOf(found);
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** Signs with one and verifies with the other: holds for every kind of key. */
    private static boolean belong(PublicKey shown, PrivateKey key) {
        String algorithm = switch (shown.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> "RSASSA-PSS";
            default -> shown.getAlgorithm();
        };
        byte[] sample = {1, 2, 3, 4, 5, 6, 7, 8};
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(sample);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(shown);
            verifier.update(sample);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "Identity[" + secret() + ", serial " + leaf().getSerialNumber().toString(16) + "]";
    }
}
