package io.gatewright.runtime.filter;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** As much of the protocol buffer encoding as two messages need. */
final class Proto {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    private Proto() {}

    /** Writes fields in ascending order; default values are left out. */
    static final class Writer {
        private final ByteBuf out;

        Writer(ByteBuf out) {
            this.out = out;
        }

        Writer number(int field, long value) {
            if (value != 0) {
                varint((long) field << 3 | VARINT);
                varint(value);
            }
            return this;
        }

        Writer text(int field, String value) {
            if (!value.isEmpty()) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                varint((long) field << 3 | LENGTH);
                varint(bytes.length);
                out.writeBytes(bytes);
            }
            return this;
        }

        Writer bytes(int field, ByteBuf value) {
            if (value.isReadable()) {
                varint((long) field << 3 | LENGTH);
                varint(value.readableBytes());
                out.writeBytes(value, value.readerIndex(), value.readableBytes());
            }
            return this;
        }

        Writer message(int field, Consumer<Writer> content) {
            ByteBuf inner = out.alloc().buffer();
            try {
                content.accept(new Writer(inner));
                varint((long) field << 3 | LENGTH);
                varint(inner.readableBytes());
                out.writeBytes(inner);
            } finally {
                inner.release();
            }
            return this;
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.writeByte((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.writeByte((int) rest);
        }
    }

    /** Walks the fields of a message. Anything malformed throws {@link IndexOutOfBoundsException}. */
    static final class Reader {
        private final ByteBuf in;
        private int field;
        private int type;

        Reader(ByteBuf in) {
            this.in = in;
        }

        /** Moves to the next field; false at the end. Each field is then read or skipped. */
        boolean next() {
            if (!in.isReadable()) {
                return false;
            }
            long tag = varint();
            field = (int) (tag >>> 3);
            type = (int) (tag & 7);
            return true;
        }

        /** Whether this is the field, in the encoding that it must have. */
        boolean is(int wantedField, int wantedType) {
            return field == wantedField && type == wantedType;
        }

        long number() {
            return varint();
        }

        /** The content of a field of type {@link #LENGTH}: a view, not retained. */
        ByteBuf content() {
            long length = varint();
            if (length < 0 || length > in.readableBytes()) {
                throw new IndexOutOfBoundsException("field longer than its message");
            }
            return in.readSlice((int) length);
        }

        Reader message() {
            return new Reader(content());
        }

        String text() {
            return content().toString(StandardCharsets.UTF_8);
        }

        void skip() {
            switch (type) {
                case VARINT -> varint();
                case FIXED64 -> in.skipBytes(8);
                case LENGTH -> content();
                case FIXED32 -> in.skipBytes(4);
                default -> throw new IndexOutOfBoundsException("unknown wire type " + type);
            }
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte b = in.readByte();
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new IndexOutOfBoundsException("varint too long");
        }
    }
}
