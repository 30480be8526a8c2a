package io.gatewright.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A small HTTP/1.1 client on one connection. */
public final class Client implements AutoCloseable {
    public final Socket socket;

    public Client(Socket socket) {
        this.socket = socket;
    }

    public static Client plain(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        return new Client(socket);
    }

    /** Connects and makes the handshake. */
    public static Client tls(int port, SSLContext context, @Nullable String sni, String... alpn) throws IOException {
        SSLSocket socket = unconnected(context, sni, alpn);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 60_000);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new Client(socket);
    }

    public static SSLSocket unconnected(SSLContext context, @Nullable String sni, String... alpn) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.setSoTimeout(60_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
        parameters.setApplicationProtocols(alpn);
        socket.setSSLParameters(parameters);
        return socket;
    }

    public SSLSocket secure() {
        return (SSLSocket) socket;
    }

    /** Sends a request and reads the answer's lines of {@code name=value}; the status line and headers are under {@code head}. */
    public Map<String, String> ask() throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: any\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return read();
    }

    public Map<String, String> read() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed after: " + head);
            }
            head.write(b);
        }
        Map<String, String> found = new TreeMap<>();
        found.put("head", head.toString(StandardCharsets.US_ASCII));
        int length = 0;
        for (String line : head.toString(StandardCharsets.US_ASCII).split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (String line : new String(in.readNBytes(length), StandardCharsets.UTF_8).split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                found.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
