package io.gatewright.app.feed;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;

/** Frames of the feed over a socket of the JDK: nothing of what is tested speaks to itself. */
final class Wire implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** Sends a message; one that finds the connection closed is lost. */
    synchronized void send(byte[] message) {
        try {
            out.writeInt(message.length);
            out.write(message);
            out.flush();
        } catch (IOException e) {
            // what has been said before it is read by the other thread
        }
    }

    /** Announces a message that does not follow. */
    synchronized void announce(int length) throws IOException {
        out.writeInt(length);
        out.flush();
    }

    /** The next message; nothing when the connection has ended. */
    Optional<byte[]> read() {
        try {
            int length;
            do {
                length = in.readInt();
            } while (length == 0); // a sign of life
            byte[] message = new byte[length];
            in.readFully(message);
            return Optional.of(message);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // closed then
        }
    }
}
