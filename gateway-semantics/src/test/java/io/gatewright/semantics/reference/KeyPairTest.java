package io.gatewright.semantics.reference;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPairTest {
    @ParameterizedTest
    @CsvSource({"RSA, 1024", "RSA, 2048", "EC, secp256r1", "EC, secp384r1", "EC, secp521r1"})
    void a_key_is_known_by_its_certificate_in_both_of_its_forms(String algorithm, String parameters) throws Exception {
        java.security.KeyPair own = generate(algorithm, parameters);
        java.security.KeyPair other = generate(algorithm, parameters);
        byte[] ownKey = own.getPrivate().getEncoded();
        byte[] otherKey = other.getPrivate().getEncoded();
        assertFalse(KeyPair.mismatch(own.getPublic(), ownKey, false));
        assertFalse(KeyPair.mismatch(own.getPublic(), bare(ownKey), true));
        assertTrue(KeyPair.mismatch(own.getPublic(), otherKey, false));
        assertTrue(KeyPair.mismatch(own.getPublic(), bare(otherKey), true));
    }

    @Test
    void an_edwards_key_is_known_by_its_certificate() throws Exception {
        java.security.KeyPair own = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        java.security.KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertFalse(KeyPair.mismatch(own.getPublic(), own.getPrivate().getEncoded(), false));
        assertTrue(KeyPair.mismatch(own.getPublic(), other.getPrivate().getEncoded(), false));
    }

    @Test
    void a_key_of_another_algorithm_and_no_key_at_all_do_not_fit() throws Exception {
        java.security.KeyPair rsa = generate("RSA", "2048");
        java.security.KeyPair ec = generate("EC", "secp256r1");
        assertTrue(KeyPair.mismatch(rsa.getPublic(), ec.getPrivate().getEncoded(), false));
        assertTrue(KeyPair.mismatch(ec.getPublic(), bare(rsa.getPrivate().getEncoded()), true));
        assertTrue(KeyPair.mismatch(ec.getPublic(), new byte[] {1, 2, 3}, true));
    }

    private static java.security.KeyPair generate(String algorithm, String parameters) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(Integer.parseInt(parameters));
        } else {
            generator.initialize(new ECGenParameterSpec(parameters));
        }
        return generator.generateKeyPair();
    }

    /** What PKCS#8 wraps: version, algorithm, then the bare key in an OCTET STRING. */
    private static byte[] bare(byte[] pkcs8) {
        int at = content(pkcs8, 0);
        at = end(pkcs8, at);
        at = end(pkcs8, at);
        return Arrays.copyOfRange(pkcs8, content(pkcs8, at), end(pkcs8, at));
    }

    private static int content(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return at + (length < 0x80 ? 2 : 2 + (length & 0x7f));
    }

    private static int end(byte[] der, int at) {
        int content = content(der, at);
        int value = content == at + 2 ? der[at + 1] : 0;
        for (int i = at + 2; i < content; i++) {
            value = value << 8 | der[i] & 0xff;
        }
        return content + value;
    }
}
