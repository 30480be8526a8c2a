package io.gatewright.app.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A connection without TLS, in a time of its own. */
class FeedConnectionTest {
    private final List<String> heard = new ArrayList<>();
    private FeedConnection connection;

    private EmbeddedChannel channel(int most) {
        return channel(most, Runnable::run);
    }

    private EmbeddedChannel channel(int most, Executor thread) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        ChannelConfig config = channel.config();
        config.setAutoRead(true);
        FeedConnection.setUp(channel, most, thread, made -> {
            connection = made;
            return new FeedConnection.Receiver() {
                @Override
                public void opened() {
                    heard.add("opened");
                }

                @Override
                public void message(byte[] message) {
                    heard.add(new String(message, StandardCharsets.UTF_8));
                }

                @Override
                public void ended(String why) {
                    heard.add("ended: " + why);
                }
            };
        });
        return channel;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuf bytes(String... messages) {
        ByteBuf all = Unpooled.buffer();
        for (String message : messages) {
            ByteBuf frame = FeedFrames.frame(bytes(message));
            all.writeBytes(frame);
            frame.release();
        }
        return all;
    }

    @Property(tries = 200)
    void messages_come_whole_and_in_order_however_the_bytes_are_cut(
            @ForAll @Size(max = 6) List<@IntRange(max = 300) Integer> sizes,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = 90) Integer> cuts) {
        heard.clear();
        EmbeddedChannel channel = channel(300);
        List<String> messages = sizes.stream().map(size -> "m".repeat(size)).toList();
        ByteBuf all = bytes(messages.toArray(String[]::new));
        for (int i = 0; all.isReadable(); i++) {
            channel.writeInbound(all.readBytes(Math.min(all.readableBytes(), cuts.get(i % cuts.size()))));
        }
        all.release();
        assertEquals(messages.stream().filter(message -> !message.isEmpty()).toList(), heard);
        channel.finishAndReleaseAll();
    }

    @Test
    void a_message_that_is_too_long_ends_the_connection_before_it_has_come() {
        EmbeddedChannel channel = channel(10);
        channel.writeInbound(Unpooled.buffer().writeInt(11).writeBytes(new byte[3]));
        assertEquals(1, heard.size());
        assertTrue(heard.get(0).contains("a message of 11 bytes, expected 10 at most"), heard.toString());
        assertFalse(channel.isOpen());
        heard.clear();
        EmbeddedChannel negative = channel(10);
        negative.writeInbound(Unpooled.buffer().writeInt(-1));
        assertTrue(heard.get(0).contains("4294967295 bytes"), heard.toString());
        heard.clear();
        EmbeddedChannel allowed = channel(10);
        connection.allow(11);
        allowed.runPendingTasks();
        allowed.writeInbound(bytes("12345678901"));
        assertEquals(List.of("12345678901"), heard);
    }

    @Test
    void who_has_nothing_to_say_says_so_and_that_is_no_message() {
        EmbeddedChannel channel = channel(10);
        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertNull(channel.readOutbound());
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        ByteBuf sign = channel.readOutbound();
        assertEquals(Unpooled.buffer().writeInt(0), sign);
        channel.writeInbound(sign);
        assertEquals(List.of(), heard);
    }

    @Test
    void who_says_nothing_at_all_is_gone_and_who_gives_signs_of_life_is_not() {
        EmbeddedChannel channel = channel(10);
        for (int i = 0; i < 4; i++) {
            channel.advanceTimeBy(20, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.writeInbound(FeedFrames.signOfLife());
        }
        assertTrue(channel.isOpen());
        channel.advanceTimeBy(31, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
        assertEquals(List.of("ended: nothing was heard for 30 s"), heard);
        channel.finishAndReleaseAll();
    }

    @Test
    void who_is_not_read_because_this_end_is_busy_is_not_taken_for_silent() {
        List<Runnable> later = new ArrayList<>();
        EmbeddedChannel channel = channel(10, later::add);
        channel.writeInbound(bytes("one"));
        channel.advanceTimeBy(100, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertTrue(channel.isOpen());
        List.copyOf(later).forEach(Runnable::run);
        channel.runPendingTasks();
        assertEquals(List.of("one"), heard);
        channel.advanceTimeBy(29, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertTrue(channel.isOpen(), "its time begins when it is listened to again");
        channel.advanceTimeBy(31, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
        channel.finishAndReleaseAll();
    }

    @Test
    void after_the_last_word_the_peer_may_close_and_after_a_while_we_do() {
        EmbeddedChannel channel = channel(10);
        connection.end(bytes("bye"));
        channel.runPendingTasks();
        assertTrue(channel.isOpen());
        ByteBuf word = channel.readOutbound();
        byte[] sent = new byte[word.readableBytes()];
        word.readBytes(sent);
        word.release();
        assertArrayEquals(new byte[] {0, 0, 0, 3, 'b', 'y', 'e'}, sent);
        channel.advanceTimeBy(11, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
        channel.finishAndReleaseAll();
    }

    @Test
    void an_end_without_a_message_is_told_by_its_kind() {
        EmbeddedChannel channel = channel(10);
        channel.pipeline().fireExceptionCaught(new java.nio.channels.ClosedChannelException());
        assertEquals(List.of("ended: ClosedChannelException"), heard);
        channel.finishAndReleaseAll();
    }
}
