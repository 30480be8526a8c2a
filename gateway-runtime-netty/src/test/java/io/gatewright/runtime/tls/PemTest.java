package io.gatewright.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Certs;
import io.gatewright.semantics.plan.CertificatePlan;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PemTest {
    private static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static byte[] inner(X509Bundle bundle) throws Exception {
        return PrivateKeyInfo.getInstance(bundle.getKeyPair().getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048", "ed25519", "ed448"})
    void keys_in_pkcs8_are_read_whatever_their_algorithm(Algorithm algorithm) throws Exception {
        X509Bundle bundle = Certs.ONE.server(algorithm, b -> b, "a.example.com");
        Identity identity = Identity.read(Certs.plan("c", bundle));
        assertEquals(bundle.getKeyPair().getPrivate(), identity.key());
        assertEquals(List.of("a.example.com"), identity.names());
    }

    @Test
    void rsa_keys_in_pkcs1_are_read() throws Exception {
        X509Bundle bundle = Certs.ONE.server(Algorithm.rsa2048, b -> b, "a.example.com");
        assertEquals(bundle.getKeyPair().getPrivate(), Pem.privateKey(block("RSA PRIVATE KEY", inner(bundle))));
    }

    @Test
    void ec_keys_in_sec1_are_read_with_their_curve_inside_beside_or_not_at_all() throws Exception {
        X509Bundle bundle = Certs.ONE.server("a.example.com");
        PrivateKeyInfo info =
                PrivateKeyInfo.getInstance(bundle.getKeyPair().getPrivate().getEncoded());
        byte[] curve =
                info.getPrivateKeyAlgorithm().getParameters().toASN1Primitive().getEncoded();
        ECPrivateKey bare = ECPrivateKey.getInstance(info.parsePrivateKey());
        byte[] inside = new ECPrivateKey(
                        256, bare.getKey(), info.getPrivateKeyAlgorithm().getParameters())
                .getEncoded();
        byte[] without = new ECPrivateKey(256, bare.getKey()).getEncoded();
        assertEquals(number(bundle.getKeyPair().getPrivate()), number(Pem.privateKey(block("EC PRIVATE KEY", inside))));
        assertEquals(
                number(bundle.getKeyPair().getPrivate()),
                number(Pem.privateKey(block("EC PARAMETERS", curve) + block("EC PRIVATE KEY", without))));
        BadPem bad = assertThrows(BadPem.class, () -> Pem.privateKey(block("EC PRIVATE KEY", without)));
        assertTrue(bad.getMessage().contains("does not name its curve"));
    }

    private static java.math.BigInteger number(java.security.PrivateKey key) {
        return ((java.security.interfaces.ECPrivateKey) key).getS();
    }

    @Test
    void several_certificates_comments_and_windows_line_ends_are_read() throws Exception {
        X509Bundle bundle = Certs.ONE.clientBehindIntermediate("x");
        String pem = "a comment\r\n" + bundle.getCertificatePathPEM().replace("\n", "\r\n") + "\r\nthe end";
        assertEquals(List.of(bundle.getCertificatePath()), Pem.certificates(pem));
    }

    @Test
    void what_cannot_be_used_is_said_without_a_word_of_the_key() {
        X509Bundle one = Certs.ONE.server("a.example.com");
        X509Bundle two = Certs.ONE.server("a.example.com");
        String key = two.getPrivateKeyPEM();
        String secret = key.lines().skip(1).findFirst().orElseThrow();
        for (String pem : List.of(
                "",
                key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
                key.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
                key.replace("PRIVATE KEY", "EC PRIVATE KEY"),
                key.replaceFirst("-----END.*", ""),
                key.replaceFirst("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n"),
                key.replace(secret, "****" + secret),
                key.replace(secret, secret.substring(4)),
                key)) {
            CertificatePlan plan = new CertificatePlan(
                    Certs.plan("c", one).secret(), one.getCertificatePathPEM(), new CertificatePlan.PrivateKey(pem));
            BadPem bad = assertThrows(BadPem.class, () -> Identity.read(plan), pem);
            for (int i = 0; i + 12 <= secret.length(); i++) {
                assertFalse(bad.toString().contains(secret.substring(i, i + 12)), bad.toString());
            }
        }
    }

    @Property(tries = 500)
    void no_text_and_no_damage_makes_the_reader_fail_otherwise(
            @ForAll String text, @ForAll int at, @ForAll byte value) {
        try {
            Pem.privateKey("-----BEGIN PRIVATE KEY-----" + text + "-----END PRIVATE KEY-----");
        } catch (BadPem expected) {
            // the only way out
        }
        byte[] der = Holder.KEY.getKeyPair().getPrivate().getEncoded();
        der[Math.floorMod(at, der.length)] = value;
        for (String label : List.of("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "EC PARAMETERS")) {
            try {
                Pem.privateKey(block(label, der));
            } catch (BadPem expected) {
                // the only way out
            }
        }
    }

    private static final class Holder {
        static final X509Bundle KEY = Certs.ONE.server("a.example.com");
    }
}
