package io.gatewright.runtime.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies a peer's chain by PKIX, then the dates of its leaf even where that leaf is itself trusted (the JDK does not),
 * then whatever else is asked of the leaf.
 */
final class Verifier extends X509ExtendedTrustManager {
    /** A further check of a leaf whose chain is good. */
    @FunctionalInterface
    interface LeafCheck {
        LeafCheck NONE = leaf -> {};

        void check(X509Certificate leaf) throws CertificateException;
    }

    private final X509ExtendedTrustManager chains;
    private final LeafCheck leaves;

    Verifier(X509ExtendedTrustManager chains, LeafCheck leaves) {
        this.chains = chains;
        this.leaves = leaves;
    }

    private void checkLeaf(X509Certificate[] chain) throws CertificateException {
        chain[0].checkValidity();
        leaves.check(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkClientTrusted(chain, authType);
        checkLeaf(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, socket);
        checkLeaf(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, engine);
        checkLeaf(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkServerTrusted(chain, authType);
        checkLeaf(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkServerTrusted(chain, authType, socket);
        checkLeaf(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkServerTrusted(chain, authType, engine);
        checkLeaf(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
