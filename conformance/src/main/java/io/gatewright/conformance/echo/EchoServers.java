package io.gatewright.conformance.echo;

import io.gatewright.conformance.kit.CaseSettings;
import io.gatewright.conformance.kit.EchoPort;
import io.gatewright.conformance.kit.EchoPorts;
import io.gatewright.conformance.pki.Certificates;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * All echo servers of a run. A server starts when its port is first asked for, and serves every case that wants the same.
 * Safe for use by several threads.
 */
public final class EchoServers implements EchoPorts, AutoCloseable {
    private static final String CERTIFICATE = "echo.example.com,spiffe://example.com/echo@backends";

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final EchoRecords records = new EchoRecords();
    private final Certificates certificates;
    private final InetAddress address;
    private final Map<String, Integer> ports = new HashMap<>();
    private final List<Socket> closedPorts = new ArrayList<>();

    /** @param address of this machine, an IPv4 address as text */
    public EchoServers(Certificates certificates, String address) {
        this.certificates = certificates;
        try {
            this.address = InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + address, e);
        }
    }

    @Override
    public String address() {
        return address.getHostAddress();
    }

    /** What they saw. */
    public EchoRecords records() {
        return records;
    }

    @Override
    public synchronized int port(String service, int endpoint, EchoPort port, CaseSettings.Backend backend) {
        boolean closed = endpoint < backend.endpoints().size()
                && backend.endpoints().get(endpoint) == CaseSettings.Endpoint.CLOSED;
        String certificate = backend.certificate().orElse(CERTIFICATE);
        String key = service + "#" + endpoint + "/" + port + "/" + closed + "/" + certificate;
        return ports.computeIfAbsent(key, missing -> closed ? refusing() : start(service, endpoint, port, certificate));
    }

    /** A port that is taken but not listened on, so that nobody else gets it and connections are refused. */
    private int refusing() {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(address, 0));
            closedPorts.add(socket);
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int start(String service, int endpoint, EchoPort port, String certificate) {
        EchoIdentity identity = new EchoIdentity(service, endpoint, records);
        InetSocketAddress any = new InetSocketAddress(address, 0);
        Channel channel;
        if (port == EchoPort.UDP) {
            channel = new Bootstrap()
                    .group(group)
                    .channel(NioDatagramChannel.class)
                    .handler(new EchoDatagrams(identity))
                    .bind(any)
                    .syncUninterruptibly()
                    .channel();
        } else {
            SslContext tls = port == EchoPort.HTTPS || port == EchoPort.TLS ? tls(port, certificate) : null;
            channel = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel child) {
                            EchoPipeline.begin(child.pipeline(), identity, port, tls);
                        }
                    })
                    .bind(any)
                    .syncUninterruptibly()
                    .channel();
        }
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private SslContext tls(EchoPort port, String certificate) {
        X509Bundle bundle = certificates.certificate(certificate);
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            bundle.getKeyPair().getPrivate(), bundle.getCertificatePath())
                    .sslProvider(SslProvider.JDK)
                    .clientAuth(ClientAuth.OPTIONAL)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE);
            if (port == EchoPort.HTTPS) {
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
            }
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS of an echo server", e);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        for (Socket socket : closedPorts) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
