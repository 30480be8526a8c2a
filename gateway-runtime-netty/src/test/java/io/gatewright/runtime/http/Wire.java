package io.gatewright.runtime.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** HTTP/1 by hand over a socket, for both sides of a test. */
class Wire implements AutoCloseable {
    final Socket socket;
    final InputStream in;
    final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        out = socket.getOutputStream();
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** A message as it was read. */
    record Message(String first, List<String> headers, byte[] bytes, List<String> trailers) {
        String body() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        int status() {
            return Integer.parseInt(first.split(" ", 3)[1]);
        }

        String method() {
            return first.split(" ", 3)[0];
        }

        String target() {
            return first.split(" ", 3)[1];
        }

        /** All values, joined by {@code |}; null if absent. */
        String header(String name) {
            return value(headers, name);
        }

        String trailer(String name) {
            return value(trailers, name);
        }

        private static String value(List<String> lines, String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            List<String> found = lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
            return found.isEmpty() ? null : String.join("|", found);
        }
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                throw new EOFException("closed after: " + line);
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new IOException("bare line feed after: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        while (!(line = line()).isEmpty()) {
            lines.add(line);
        }
        return lines;
    }

    /** The head only. */
    Message head() throws IOException {
        String first = line();
        return new Message(first, lines(), new byte[0], List.of());
    }

    /** The body that belongs to a head. */
    Message body(Message head, boolean request, boolean none) throws IOException {
        String coding = head.header("transfer-encoding");
        String length = head.header("content-length");
        if (none) {
            return head;
        }
        if (coding != null) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int size;
            while ((size = Integer.parseInt(line(), 16)) > 0) {
                body.write(in.readNBytes(size));
                if (!line().isEmpty()) {
                    throw new IOException("chunk without end");
                }
            }
            return new Message(head.first(), head.headers(), body.toByteArray(), lines());
        }
        byte[] bytes =
                length != null ? in.readNBytes(Integer.parseInt(length)) : request ? new byte[0] : in.readAllBytes();
        return new Message(head.first(), head.headers(), bytes, List.of());
    }

    boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
