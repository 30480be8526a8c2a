package io.gatewright.app.feed;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A certificate to show, with its key. */
public record ServerIdentity(PrivateKey key, X509Certificate certificate) {
    @Override
    public String toString() {
        return "ServerIdentity[" + certificate.getSubjectX500Principal() + " until "
                + certificate.getNotAfter().toInstant() + "]";
    }

    /** Shows the newest identity on each handshake, so that a renewal needs no new server. */
    public static final class Newest extends X509ExtendedKeyManager {
        private static final String ALIAS = "feed";

        private volatile ServerIdentity identity;

        public Newest(ServerIdentity first) {
            this.identity = first;
        }

        /** From now on this one. */
        public void replace(ServerIdentity next) {
            identity = next;
        }

        /** What is shown now. */
        public ServerIdentity identity() {
            return identity;
        }

        @Override
        public String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {identity.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
