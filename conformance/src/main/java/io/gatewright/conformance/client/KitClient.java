package io.gatewright.conformance.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.conformance.echo.EchoRecords;
import io.gatewright.conformance.kit.Answer;
import io.gatewright.conformance.kit.GrpcStatus;
import io.gatewright.conformance.kit.Row;
import io.gatewright.conformance.pki.Certificates;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** Asks what rows say. One instance serves one case at a time, by one thread. */
public final class KitClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int DATAGRAM_PATIENCE_MILLIS = 400;
    private static final Duration COPY_PATIENCE = Duration.ofSeconds(3);
    private static final Duration SURPRISE_PATIENCE = Duration.ofMillis(150);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ClientTls tls;
    private final EchoRecords records;
    private final Map<String, Kept> kept = new HashMap<>();
    private long next;

    /** A connection with the names in the server's certificate, and the word and token of its first exchange. */
    private record Kept(AutoCloseable connection, List<String> names, String word, String token) {}

    /** What one exchange brought: the reply, the names, and under which word and token the backend recorded it. */
    private record Outcome(Reply reply, List<String> names, String word, String token) {}

    public KitClient(Certificates certificates, EchoRecords records) {
        this.tls = new ClientTls(certificates);
        this.records = records;
    }

    /**
     * Asks once and waits for the whole answer.
     *
     * @param secure the port speaks TLS
     * @throws IllegalStateException if nothing at all happens for a long time
     */
    public Answer ask(Row row, InetSocketAddress address, boolean secure) {
        long start = System.nanoTime();
        String word = "w" + Long.toHexString(System.identityHashCode(this)) + "-" + next++;
        try {
            Outcome outcome =
                    row.verb() == Row.Verb.UDP ? datagram(row, address, word) : exchange(row, address, secure, word);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Optional<Answer.Seen> seen = records.of(outcome.word(), outcome.token());
            int copies = row.expect()
                    .flatMap(expect -> expect.mirrored())
                    .map(List::size)
                    .orElse(-1);
            List<Answer.Seen> others = copies < 0
                            && row.expect()
                                    .flatMap(expect -> expect.mirrorSees())
                                    .isEmpty()
                    ? List.of()
                    : records.others(
                            outcome.word(), outcome.token(), copies, copies == 0 ? SURPRISE_PATIENCE : COPY_PATIENCE);
            Reply reply = outcome.reply();
            String status = reply.first("grpc-status");
            return new Answer(
                    false,
                    reply.status(),
                    Optional.empty(),
                    status.isEmpty() ? Optional.empty() : Optional.of(GrpcStatus.name(Integer.parseInt(status))),
                    reply.headers(),
                    reply.body(),
                    seen,
                    others,
                    Optional.empty(),
                    outcome.names(),
                    took,
                    "");
        } catch (SocketTimeoutException e) {
            throw new IllegalStateException("no answer to " + row.title() + " within " + PATIENCE_MILLIS + " ms", e);
        } catch (IOException e) {
            return Answer.refused(String.valueOf(e.getMessage()));
        }
    }

    private Outcome exchange(Row row, InetSocketAddress address, boolean secure, String word) throws IOException {
        Optional<Kept> before = row.connection().map(kept::get);
        boolean http2 = row.protocol() == Row.Protocol.H2;
        Kept connection = before.isPresent() ? before.get() : open(row, address, secure, http2);
        boolean keep = false;
        try {
            Outcome outcome = switch (row.verb()) {
                case TCP, TLS -> lines(row, connection, before.isPresent());
                case WS ->
                    http2
                            ? webSocket2(row, connection, secure, word)
                            : webSocket1(row, connection, word, before.isPresent());
                default -> http2 ? request2(row, connection, secure, word) : request1(row, connection, word);
            };
            row.connection()
                    .ifPresent(name -> kept.put(
                            name,
                            new Kept(connection.connection(), connection.names(), outcome.word(), outcome.token())));
            keep = row.connection().isPresent();
            return outcome;
        } finally {
            if (!keep) {
                row.connection().ifPresent(kept::remove);
                close(connection);
            }
        }
    }

    private Kept open(Row row, InetSocketAddress address, boolean secure, boolean http2) throws IOException {
        String host = row.authority().orElse("").replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        String asked = row.sni().orElse(host);
        String sni = asked.equals("none") ? "" : asked;
        boolean encrypted = secure || row.verb() == Row.Verb.TLS;
        if (http2) {
            Http2 connection =
                    Http2.open(group, address, encrypted ? tls.http2(row.certificate(), row.trust()) : null, sni);
            return new Kept(connection, names(connection.certificates()), "", "");
        }
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(address, PATIENCE_MILLIS);
            if (!encrypted) {
                return new Kept(new Plain(new Http1(socket)), List.of(), "", "");
            }
            String[] protocols = row.verb() == Row.Verb.TLS ? new String[0] : new String[] {"http/1.1"};
            SSLSocket wrapped = tls.wrap(socket, sni, row.certificate(), row.trust(), protocols);
            return new Kept(
                    new Plain(new Http1(wrapped)),
                    names(List.of(wrapped.getSession().getPeerCertificates())),
                    "",
                    "");
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** So that a socket with its reader can be kept among other connections. */
    private record Plain(Http1 http) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            http.socket().close();
        }
    }

    private static List<String> names(List<Certificate> chain) {
        return chain.isEmpty() ? List.of() : Certificates.names((X509Certificate) chain.get(0));
    }

    private static Http1 http1(Kept connection) {
        return ((Plain) connection.connection()).http();
    }

    private Outcome request1(Row row, Kept connection, String word) throws IOException {
        Http1 http = http1(connection);
        http.send(row.raw().map(raw -> raw(raw, word)).orElseGet(() -> head(row, word) + row.body()));
        Reply reply = http.receive(row.method().equals("HEAD"));
        return new Outcome(reply, connection.names(), word, reply.first(EchoRecords.TOKEN));
    }

    private static String raw(String text, String word) {
        String filled = text.replace("${word}", word);
        String ended = filled.contains("\n\n") ? filled : filled + "\n";
        return ended.replace("\n", "\r\n");
    }

    private static String head(Row row, String word) {
        StringBuilder text = new StringBuilder(row.method())
                .append(' ')
                .append(row.path())
                .append(row.protocol() == Row.Protocol.H1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        row.authority().ifPresent(host -> text.append("Host: ").append(host).append("\r\n"));
        for (Map.Entry<String, String> line : lines(row, word)) {
            text.append(line.getKey()).append(": ").append(line.getValue()).append("\r\n");
        }
        if (!row.body().isEmpty() || Set.of("POST", "PUT", "PATCH").contains(row.method())) {
            text.append("Content-Length: ")
                    .append(row.body().getBytes(StandardCharsets.ISO_8859_1).length)
                    .append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    private static List<Map.Entry<String, String>> lines(Row row, String word) {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        lines.add(Map.entry(EchoRecords.WORD, word));
        if (!row.echo().isEmpty()) {
            try {
                lines.add(Map.entry("x-echo", JSON.writeValueAsString(row.echo())));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        row.headers().forEach((name, values) -> values.forEach(value -> lines.add(Map.entry(name, value))));
        return lines;
    }

    private Outcome request2(Row row, Kept connection, boolean secure, String word) throws IOException {
        boolean grpc = row.verb() == Row.Verb.GRPC;
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        for (Map.Entry<String, String> line : lines(row, word)) {
            lines.add(Map.entry(line.getKey().toLowerCase(Locale.ROOT), line.getValue()));
        }
        if (grpc) {
            lines.add(Map.entry("content-type", "application/grpc"));
            lines.add(Map.entry("te", "trailers"));
        }
        Reply reply = ((Http2) connection.connection())
                .exchange(
                        grpc ? "POST" : row.method(),
                        secure ? "https" : "http",
                        row.authority().orElse(""),
                        row.path(),
                        lines,
                        grpc ? new byte[5] : row.body().getBytes(StandardCharsets.UTF_8));
        return new Outcome(reply, connection.names(), word, reply.first(EchoRecords.TOKEN));
    }

    private Outcome webSocket1(Row row, Kept connection, String word, boolean again) throws IOException {
        Http1 http = http1(connection);
        Reply reply = new Reply(101, Map.of(), "");
        String token = connection.token();
        if (!again) {
            StringBuilder text = new StringBuilder("GET " + row.path() + " HTTP/1.1\r\n");
            row.authority().ifPresent(host -> text.append("Host: ").append(host).append("\r\n"));
            text.append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
                    .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
            lines(row, word)
                    .forEach(line -> text.append(line.getKey())
                            .append(": ")
                            .append(line.getValue())
                            .append("\r\n"));
            http.send(text.append("\r\n").toString());
            reply = http.receive(false);
            token = reply.first(EchoRecords.TOKEN);
        }
        String own = again ? connection.word() : word;
        if (reply.status() == 101) {
            for (int opcode : new int[] {WebSocketFrames.TEXT, WebSocketFrames.BINARY}) {
                http.send(WebSocketFrames.frame(opcode, "hello " + word));
                String back = WebSocketFrames.read(http.in(), opcode);
                if (!back.equals("hello " + word)) {
                    throw new IllegalStateException("sent `hello " + word + "`, got back `" + back + "`");
                }
            }
        }
        return new Outcome(reply, connection.names(), own, token);
    }

    private Outcome webSocket2(Row row, Kept connection, boolean secure, String word) throws IOException {
        Reply reply = ((Http2) connection.connection())
                .webSocket(secure ? "https" : "http", row.authority().orElse(""), row.path(), lines(row, word));
        if (reply.status() == 200 && !reply.body().equals("hello")) {
            throw new IllegalStateException("sent `hello`, got back `" + reply.body() + "`");
        }
        return new Outcome(reply, connection.names(), word, reply.first(EchoRecords.TOKEN));
    }

    private Outcome lines(Row row, Kept connection, boolean again) throws IOException {
        Http1 http = http1(connection);
        String token = again ? connection.token() : http.line();
        String text = row.body().isEmpty() ? "hello" : row.body();
        http.send(text + "\n");
        String back = http.line();
        if (!back.equals(text)) {
            throw new IllegalStateException("sent `" + text + "`, got back `" + back + "`");
        }
        return new Outcome(new Reply(0, Map.of(), back), connection.names(), "lines", token);
    }

    private static Outcome datagram(Row row, InetSocketAddress address, String word) throws IOException {
        String text = row.body().isEmpty() ? "hello" : row.body();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(DATAGRAM_PATIENCE_MILLIS);
            byte[] bytes = (word + " " + text).getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(bytes, bytes.length, address));
            DatagramPacket back = new DatagramPacket(new byte[65_535], 65_535);
            try {
                socket.receive(back);
            } catch (SocketTimeoutException e) {
                throw new IOException("no datagram came back", e);
            }
            String got = new String(back.getData(), 0, back.getLength(), StandardCharsets.UTF_8);
            String[] parts = got.split(" ", 2);
            return new Outcome(new Reply(0, Map.of(), parts[1]), List.of(), word, parts[0]);
        }
    }

    private static void close(Kept connection) {
        try {
            connection.connection().close();
        } catch (Exception e) {
            throw new IllegalStateException("closing a client connection", e);
        }
    }

    /** Closes the connections that rows kept. */
    public void endCase() {
        kept.values().forEach(KitClient::close);
        kept.clear();
    }

    @Override
    public void close() {
        endCase();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
