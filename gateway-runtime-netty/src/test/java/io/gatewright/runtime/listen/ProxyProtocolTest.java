package io.gatewright.runtime.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.Certs;
import io.gatewright.runtime.Client;
import io.gatewright.runtime.Edge;
import io.gatewright.runtime.Leaks;
import io.gatewright.runtime.Limits;
import io.gatewright.semantics.plan.CertificatePlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ProxyProtocolTest {
    @AfterAll
    static void nothing_leaks() {
        assertTrue(Leaks.found().isEmpty(), () -> Leaks.found().toString());
    }

    private static final byte[] V1 =
            "PROXY TCP4 203.0.113.7 198.51.100.1 40000 443\r\n".getBytes(StandardCharsets.US_ASCII);

    private static byte[] v2(boolean local) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10});
        out.write(local ? 0x20 : 0x21);
        out.write(0x21); // TCP over IPv6
        out.write(0);
        out.write(36);
        byte[] address = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9};
        out.writeBytes(address);
        out.writeBytes(address);
        out.writeBytes(new byte[] {1, 2, 3, 4});
        return out.toByteArray();
    }

    private static Edge trusting(String range) {
        return Edge.start(b -> b.proxyProtocol(List.of(AddressRange.parse(range).orElseThrow()))
                .limits(Limits.DEFAULTS
                        .with()
                        .handshakeDeadline(Duration.ofSeconds(3))
                        .build()));
    }

    private static Client after(Edge edge, int port, byte[] header) throws IOException {
        Client client = Client.plain(edge.port(port));
        client.socket.getOutputStream().write(header);
        return client;
    }

    @Test
    void both_versions_tell_the_client_and_local_ones_speak_for_themselves() throws Exception {
        try (Edge edge = trusting("127.0.0.0/8")) {
            edge.apply(Edge.http("web", 80));
            try (Client one = after(edge, 80, V1);
                    Client two = after(edge, 80, v2(false));
                    Client local = after(edge, 80, v2(true))) {
                assertEquals("203.0.113.7", one.ask().get("client"));
                assertEquals("2001:db8:0:0:0:0:0:9", two.ask().get("client"));
                assertEquals("127.0.0.1", local.ask().get("client"));
            }
        }
    }

    @Test
    void a_header_in_single_bytes_in_front_of_tls_is_understood() throws Exception {
        CertificatePlan cert = Certs.plan("c", Certs.ONE.server("a.example.com"));
        try (Edge edge = trusting("127.0.0.1");
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), portOf(edge, cert))) {
            socket.setTcpNoDelay(true);
            for (byte b : V1) {
                socket.getOutputStream().write(b);
            }
            SSLSocket tls = (SSLSocket)
                    Certs.ONE.context(null).getSocketFactory().createSocket(socket, "a.example.com", 443, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("a.example.com")));
            tls.setSSLParameters(parameters);
            try (Client client = new Client(tls)) {
                var answer = client.ask();
                assertEquals("203.0.113.7", answer.get("client"));
                assertEquals("a.example.com", answer.get("sni"));
            }
        }
    }

    private static int portOf(Edge edge, CertificatePlan cert) {
        edge.apply(cert, Edge.https("one", 443, null, cert));
        return edge.port(443);
    }

    @Test
    void who_must_send_a_header_and_does_not_is_closed_and_others_cannot_forge_one() throws Exception {
        try (Edge edge = trusting("127.0.0.0/8")) {
            edge.apply(Edge.http("web", 80));
            try (Client none = Client.plain(edge.port(80));
                    Client silent = Client.plain(edge.port(80))) {
                assertThrows(IOException.class, none::ask);
                assertEquals(-1, silent.socket.getInputStream().read());
                assertEquals(1, edge.refused(80, "proxy_header_bad"));
                assertEquals(1, edge.refused(80, "proxy_header_timeout"));
            }
        }
        try (Edge edge = trusting("10.0.0.0/8")) {
            edge.apply(Edge.http("web", 80));
            try (Client forger = after(edge, 80, V1)) {
                // to HTTP this is no request line
                String head;
                try {
                    head = forger.ask().get("head");
                } catch (IOException e) {
                    head = "closed";
                }
                assertEquals(false, head.contains("203.0.113.7"));
            }
        }
    }
}
