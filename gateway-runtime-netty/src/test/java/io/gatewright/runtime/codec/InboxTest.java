package io.gatewright.runtime.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final int PIECE = 10_000;
    private static final int REST = 5;

    private final ByteBufAllocator alloc = UnpooledByteBufAllocator.DEFAULT;
    private final Inbox inbox = new Inbox();
    private int sent;
    private int understood;

    private void add() {
        ByteBuf piece = alloc.buffer(PIECE);
        for (int i = 0; i < PIECE; i++) {
            piece.writeByte(sent++);
        }
        inbox.add(alloc, piece);
    }

    private void understandAllBut(int rest) {
        ByteBuf bytes = inbox.bytes();
        while (bytes.readableBytes() > rest) {
            assertEquals((byte) understood++, bytes.readByte());
        }
        inbox.tidy();
    }

    @Test
    void what_was_understood_is_not_kept_though_every_read_ends_in_the_middle() {
        for (int i = 0; i < 500; i++) {
            add();
            understandAllBut(REST);
            assertTrue(inbox.bytes().capacity() < 10 * PIECE, () -> "keeps " + inbox.bytes());
        }
        inbox.release();
    }

    @Test
    void parts_that_others_still_hold_do_not_move() {
        add();
        understandAllBut(PIECE / 2);
        ByteBuf part = inbox.bytes().readRetainedSlice(PIECE / 4);
        byte first = part.getByte(0);
        understood += PIECE / 4;
        add();
        assertEquals(first, part.getByte(0));
        part.release();
        understandAllBut(0);
        assertEquals(sent, understood);
    }
}
