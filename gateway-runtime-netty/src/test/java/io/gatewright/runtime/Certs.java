package io.gatewright.runtime;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.TrustPlan;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/** Certificates made on the spot: one authority, everything else issued by it. */
public final class Certs {
    public static final Certs ONE = new Certs("one");
    public static final Certs OTHER = new Certs("other");

    private final X509Bundle authority;
    private final String name;

    private Certs(String name) {
        this.name = name;
        this.authority = build(
                new CertificateBuilder()
                        .subject("CN=authority " + name)
                        .setIsCertificateAuthority(true)
                        .ecp256(),
                null);
    }

    public X509Bundle server(String... dnsNames) {
        return server(Algorithm.ecp256, b -> b, dnsNames);
    }

    /** A name with a colon is a URI. */
    public X509Bundle server(Algorithm algorithm, UnaryOperator<CertificateBuilder> more, String... names) {
        CertificateBuilder builder = new CertificateBuilder()
                .subject("CN=" + (names.length == 0 ? "nobody" : "server"))
                .algorithm(algorithm)
                .addExtendedKeyUsageServerAuth();
        if (names.length > 0) {
            builder = builder.addExtensionOctetString("2.5.29.17", false, alternativeNames(names));
        }
        return build(more.apply(builder), authority);
    }

    /** Not by the builder's own methods, which know no wildcards. */
    private static byte[] alternativeNames(String... names) {
        try {
            return new GeneralNames(java.util.Arrays.stream(names)
                            .map(name -> new GeneralName(
                                    name.contains(":") ? GeneralName.uniformResourceIdentifier : GeneralName.dNSName,
                                    name))
                            .toArray(GeneralName[]::new))
                    .getEncoded();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public X509Bundle client(String commonName) {
        return client(commonName, b -> b.addExtendedKeyUsageClientAuth());
    }

    public X509Bundle client(String commonName, UnaryOperator<CertificateBuilder> more) {
        return build(
                more.apply(new CertificateBuilder().subject("CN=" + commonName).ecp256()), authority);
    }

    /** A client certificate that an intermediate authority issued. */
    public X509Bundle clientBehindIntermediate(String commonName) {
        X509Bundle intermediate = build(
                new CertificateBuilder()
                        .subject("CN=intermediate " + name)
                        .setIsCertificateAuthority(true)
                        .ecp256(),
                authority);
        return build(
                new CertificateBuilder().subject("CN=" + commonName).ecp256().addExtendedKeyUsageClientAuth(),
                intermediate);
    }

    public static UnaryOperator<CertificateBuilder> expired() {
        return b -> b.notBefore(Instant.now().minus(Duration.ofDays(3)))
                .notAfter(Instant.now().minus(Duration.ofDays(1)));
    }

    private static X509Bundle build(CertificateBuilder builder, @Nullable X509Bundle issuer) {
        try {
            return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static CertificatePlan plan(String secret, X509Bundle bundle) {
        return new CertificatePlan(
                new ObjectRef("", "Secret", "default", secret),
                bundle.getCertificatePathPEM(),
                new CertificatePlan.PrivateKey(bundle.getPrivateKeyPEM()));
    }

    public TrustPlan trust(String configMap) {
        return new TrustPlan(new ObjectRef("", "ConfigMap", "default", configMap), authority.getRootCertificatePEM());
    }

    public X509Bundle authority() {
        return authority;
    }

    /** For a client (or server) that trusts this authority and shows a certificate. */
    public SSLContext context(@Nullable X509Bundle own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = null;
            if (own != null) {
                KeyStore store = own.toKeyStore("x".toCharArray());
                var factory = javax.net.ssl.KeyManagerFactory.getInstance("PKIX");
                factory.init(store, "x".toCharArray());
                keys = factory.getKeyManagers();
            }
            context.init(keys, authority.toTrustManagerFactory().getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
