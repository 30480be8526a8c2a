package io.gatewright.app.standalone;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client of HTTP/1.1 over one kept-alive connection: fails on everything that is not a complete answer. */
final class Client implements Closeable {
    private final InetSocketAddress address;
    private Socket socket;
    private InputStream in;

    record Answer(int status, Map<String, String> headers, String body) {
        String backend() {
            return headers.getOrDefault("x-backend", "none");
        }
    }

    Client(InetSocketAddress address) throws IOException {
        this.address = address;
        connect();
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.connect(address, 5_000);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Answer get(String host, String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    Answer send(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String status = line();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        StringBuilder body = new StringBuilder();
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.append(bytes(size));
                line();
            }
            line();
        } else {
            body.append(bytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
        }
        if ("close".equals(headers.get("connection"))) {
            socket.close();
            connect();
        }
        return new Answer(Integer.parseInt(status.split(" ")[1]), headers, body.toString());
    }

    private String bytes(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("body ended early");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
