package io.gatewright.runtime.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client that sends exactly the bytes it is told. */
final class RawClient extends Wire {
    RawClient(int port) throws IOException {
        super(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A response; 1xx are skipped. */
    record Answer(Message message) {
        int status() {
            return message.status();
        }

        String body() {
            return message.body();
        }

        String header(String name) {
            return message.header(name);
        }

        String trailer(String name) {
            return message.trailer(name);
        }

        String reason() {
            return header(Rig.REASON);
        }
    }

    Answer read() throws IOException {
        return read(false);
    }

    Answer read(boolean toHead) throws IOException {
        Message head = head();
        while (head.status() < 200 && head.status() != 101) {
            head = head();
        }
        boolean none = toHead || head.status() == 204 || head.status() == 304 || head.status() == 101;
        return new Answer(body(head, false, none));
    }
}
