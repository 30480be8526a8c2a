package io.gatewright.app.feed;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues the certificates of the feed: ECDSA on P-256, which every TLS library knows. */
final class FeedAuthority {
    static final Duration AUTHORITY_LIFE = Duration.ofDays(365);
    static final Duration SERVER_LIFE = Duration.ofDays(7);

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    private static final String SIGNATURE = "SHA256withECDSA";

    private final SecureRandom chance;

    FeedAuthority(SecureRandom chance) {
        this.chance = chance;
    }

    /** A new authority. */
    PemPair authority(Instant now) {
        KeyPair keys = keys();
        // the time tells authorities apart: they are found by name
        X500Name name = new X500Name("CN=gatewright feed " + now.getEpochSecond());
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name, serial(), start(now), Date.from(now.plus(AUTHORITY_LIFE)), name, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return PemPair.of(List.of(sign(builder, keys)), keys.getPrivate());
        } catch (CertIOException e) {
            throw new IllegalStateException("an authority could not be made", e);
        }
    }

    /** A certificate for a server, with its key. */
    PemPair server(PemPair authority, List<String> names, Instant now) {
        KeyPair keys = keys();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    authority.certificate(),
                    serial(),
                    start(now),
                    Date.from(now.plus(SERVER_LIFE)),
                    new javax.security.auth.x500.X500Principal("CN=gatewright controller"),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(names.stream()
                            .map(name -> new GeneralName(GeneralName.dNSName, name))
                            .toArray(GeneralName[]::new)));
            KeyPair signer = new KeyPair(authority.certificate().getPublicKey(), authority.key());
            return PemPair.of(List.of(sign(builder, signer)), keys.getPrivate());
        } catch (CertIOException e) {
            throw new IllegalStateException("a certificate could not be made", e);
        }
    }

    private static X509CertificateHolder sign(JcaX509v3CertificateBuilder builder, KeyPair signer) {
        try {
            return builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer.getPrivate()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every JDK has " + SIGNATURE, e);
        }
    }

    private static Date start(Instant now) {
        return Date.from(now.minus(CLOCKS_DIFFER));
    }

    private BigInteger serial() {
        return new BigInteger(127, chance).setBit(126);
    }

    private KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), chance);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }
}
