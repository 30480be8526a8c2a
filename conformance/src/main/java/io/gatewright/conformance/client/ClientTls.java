package io.gatewright.conformance.client;

import io.gatewright.conformance.pki.Certificates;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** TLS on the client's side: which name, which certificate, whom to trust. */
final class ClientTls {
    private final Certificates certificates;

    ClientTls(Certificates certificates) {
        this.certificates = certificates;
    }

    /**
     * A socket with its handshake done.
     *
     * @param sni empty: none is sent
     * @param protocols for ALPN; empty: none
     */
    SSLSocket wrap(Socket plain, String sni, Optional<String> certificate, String trust, String... protocols)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate
                            .map(notation -> new KeyManager[] {keys(notation)})
                            .orElse(null),
                    certificates.authority(trust).toTrustManagerFactory().getTrustManagers(),
                    null);
            SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, sni.isEmpty() ? "" : sni, plain.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(sni.isEmpty() ? List.of() : List.of(new SNIHostName(sni)));
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS of the client", e);
        }
    }

    /** For HTTP/2 over Netty. */
    SslContext http2(Optional<String> certificate, String trust) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(null)
                .trustManager(certificates.authority(trust).getCertificate())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
        certificate.ifPresent(notation -> builder.keyManager(keys(notation)));
        return builder.build();
    }

    /** Shows its certificate whatever the server's list of authorities says: refusing it is the server's business. */
    private X509ExtendedKeyManager keys(String notation) {
        X509Bundle bundle = certificates.certificate(notation);
        return new X509ExtendedKeyManager() {
            @Override
            public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
                return new String[] {"client"};
            }

            @Override
            public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
                return "client";
            }

            @Override
            public String chooseEngineClientAlias(
                    String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
                return "client";
            }

            @Override
            public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
                return null;
            }

            @Override
            public @Nullable String chooseServerAlias(
                    String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
                return null;
            }

            @Override
            public X509Certificate[] getCertificateChain(String alias) {
                return bundle.getCertificatePath();
            }

            @Override
            public PrivateKey getPrivateKey(String alias) {
                return bundle.getKeyPair().getPrivate();
            }
        };
    }
}
