package io.gatewright.runtime.tls;

import io.gatewright.semantics.plan.TrustPlan;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificate authorities, read.
 *
 * @param plan what they were made of
 * @param authorities at least one
 */
public record Trust(TrustPlan plan, List<X509Certificate> authorities) {

    /** @throws BadPem if there is no certificate or one cannot be read */
    public static Trust read(TrustPlan plan) throws BadPem {
        return new Trust(plan, Pem.certificates(plan.caPem()));
    }

    /** Verifies against these authorities; against the system's if there are none. */
    static X509ExtendedTrustManager manager(List<Trust> trusts) {
        try {
            KeyStore store = null;
            if (!trusts.isEmpty()) {
                store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                int number = 0;
                for (Trust trust : trusts) {
                    for (X509Certificate authority : trust.authorities) {
                        store.setCertificateEntry("ca" + number++, authority);
                    }
                }
            }
            return manager(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK has no usable PKIX trust manager", e);
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }
}
