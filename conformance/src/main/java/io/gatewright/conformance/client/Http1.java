package io.gatewright.conformance.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** HTTP/1.1 by hand over a socket, so that any bytes can be sent. */
final class Http1 {
    private final Socket socket;
    private final InputStream in;

    Http1(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    InputStream in() {
        return in;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next response that is not an interim one; 101 is final. */
    Reply receive(boolean head) throws IOException {
        while (true) {
            String first = line();
            String[] parts = first.split(" ", 3);
            if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
                throw new IOException("not a status line: `" + first + "`");
            }
            int status = Integer.parseInt(parts[1]);
            List<Map.Entry<String, String>> lines = fields();
            if (status >= 200 || status == 101) {
                Map<String, List<String>> headers = Reply.headers(lines);
                boolean bodiless = head || status == 101 || status == 204 || status == 304;
                String body = bodiless ? "" : body(headers, lines);
                return new Reply(status, Reply.headers(lines), body);
            }
        }
    }

    private List<Map.Entry<String, String>> fields() throws IOException {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("not a header line: `" + line + "`");
            }
            lines.add(Map.entry(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return lines;
    }

    private String body(Map<String, List<String>> headers, List<Map.Entry<String, String>> lines) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.containsKey("transfer-encoding")) {
            while (true) {
                int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
                if (size == 0) {
                    lines.addAll(fields());
                    break;
                }
                copy(size, body);
                line();
            }
        } else if (headers.containsKey("content-length")) {
            copy(Integer.parseInt(headers.get("content-length").get(0)), body);
        } else {
            in.transferTo(body);
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private void copy(int size, ByteArrayOutputStream body) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the body ended after " + bytes.length + " of " + size + " bytes");
        }
        body.writeBytes(bytes);
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("closed after `" + line.toString(StandardCharsets.ISO_8859_1) + "`");
            }
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(b);
        }
    }
}
