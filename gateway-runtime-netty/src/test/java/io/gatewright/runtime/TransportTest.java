package io.gatewright.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatewright.runtime.listen.Transport;
import io.gatewright.semantics.plan.CertificatePlan;
import io.netty.channel.uring.IoUring;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {
    @ParameterizedTest
    @EnumSource(Transport.Kind.class)
    void every_kind_of_transport_serves(Transport.Kind kind) throws Exception {
        assumeTrue(kind != Transport.Kind.IO_URING || IoUring.isAvailable(), "io_uring is not available here");
        assumeTrue(
                kind != Transport.Kind.EPOLL || io.netty.channel.epoll.Epoll.isAvailable(),
                "epoll is not available here");
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = Edge.start(b -> b.transport(kind))) {
            edge.apply(cert, Edge.http("web", 80), Edge.https("one", 443, "a.example.com", cert));
            try (Client plain = Client.plain(edge.port(80));
                    Client secure = Client.tls(edge.port(443), Certs.ONE.context(null), "a.example.com")) {
                assertEquals("http", plain.ask().get("scheme"));
                assertEquals("https", secure.ask().get("scheme"));
            }
        }
    }
}
