package io.gatewright.runtime.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that ended its direction reads slowly: a socket would not be full at a moment of the test's choosing. */
class HalfCloseTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final Http1Settings SETTINGS =
            new Http1Settings(new HeadLimits(1000, 4000, 50), HOUR, HOUR, 1000, HOUR);

    private final List<ServerStream> asked = new ArrayList<>();
    private final SlowChannel channel = new SlowChannel(new Http1ServerConnection(new Exchanges(), "http", SETTINGS));

    /** Its peer takes nothing until it is told to. */
    private static final class SlowChannel extends EmbeddedChannel {
        private boolean taking;

        SlowChannel(ChannelHandler handler) {
            super(handler);
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            if (taking) {
                super.doWrite(in);
            }
        }

        /** Everything that was written. */
        String take() {
            taking = true;
            flush();
            StringBuilder text = new StringBuilder();
            for (ByteBuf part = readOutbound(); part != null; part = readOutbound()) {
                text.append(part.toString(StandardCharsets.US_ASCII));
                part.release();
            }
            return text.toString();
        }
    }

    private final class Exchanges implements ServerExchanges {
        @Override
        public StreamEvents begin(ServerStream stream, RequestStart head, boolean last) {
            asked.add(stream);
            return new Ignoring();
        }

        @Override
        public StreamEvents malformed(ServerStream stream, Malformed why) {
            throw new AssertionError(why);
        }
    }

    private static final class Ignoring implements StreamEvents {
        @Override
        public void onData(ByteBuf part, boolean last) {
            part.release();
        }

        @Override
        public void onTrailers(HttpHeaders trailers) {}

        @Override
        public void onBatch() {}

        @Override
        public void onWritable() {}

        @Override
        public void onAbort(Abort why) {}
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private void ask() {
        channel.writeInbound(bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        assertEquals(1, asked.size());
    }

    private void end() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    private static ResponseStart head() {
        HttpHeaders headers = Messages.headers();
        headers.set(HttpHeaderNames.CONTENT_LENGTH, "5");
        return new ResponseStart(200, headers);
    }

    private void assertWhole() {
        assertTrue(channel.isOpen(), "closed before the answer was gone");
        String text = channel.take();
        assertTrue(text.startsWith("HTTP/1.1 200 OK\r\n") && text.endsWith("\r\n\r\nhello"), text);
        assertFalse(channel.isOpen());
    }

    @Test
    void gets_the_answer_that_it_waited_for() {
        ask();
        end();
        asked.get(0).respond(head(), false);
        asked.get(0).data(bytes("hello"), true);
        assertWhole();
    }

    @Test
    void gets_the_rest_of_an_answer_that_had_begun() {
        ask();
        asked.get(0).respond(head(), false);
        asked.get(0).data(bytes("he"), false);
        asked.get(0).flush();
        end();
        asked.get(0).data(bytes("llo"), true);
        assertWhole();
    }

    @Test
    void gets_what_it_had_not_read_yet() {
        ask();
        asked.get(0).respond(head(), false);
        asked.get(0).data(bytes("hello"), true);
        end();
        assertWhole();
    }

    @Test
    void is_let_go_at_once_if_nothing_is_on_its_way() {
        end();
        assertFalse(channel.isOpen());
    }
}
