package io.gatewright.runtime.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one HTTP/1 head, or one trailer block, out of a stream of bytes and reads its header lines: CRLF only, no folding,
 * no space before a colon, no control characters (RFC 9112, 2.2, 5.1 and 5.2). Work is linear in the bytes, however they
 * drip in. Not thread-safe: one per connection and direction.
 */
final class HeadDecoder {
    private final HeadLimits limits;
    private int scanned;
    private int line;
    private boolean first = true;
    private boolean blankSkipped;

    HeadDecoder(HeadLimits limits) {
        this.limits = limits;
    }

    /** True if some bytes of a head were seen already. */
    boolean started() {
        return scanned > 0;
    }

    /**
     * Takes a whole head with its closing empty line out of {@code in}, or nothing if it is not there yet.
     *
     * @return the bytes up to and with the last line's CRLF, without the empty line
     */
    byte @Nullable [] head(ByteBuf in) throws MalformedException {
        if (scanned == 0 && first && in.isReadable() && !startsLikeAHead(in)) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        return block(in, false);
    }

    /** As {@link #head}, for the lines between the last chunk and the end of the message; may be empty. */
    byte @Nullable [] trailers(ByteBuf in) throws MalformedException {
        first = false;
        return block(in, true);
    }

    /** One empty line may come first, and it may come in a piece of its own. */
    private boolean startsLikeAHead(ByteBuf in) {
        byte b = in.getByte(in.readerIndex());
        return Chars.token(b) || b == '\r' && !blankSkipped;
    }

    private byte @Nullable [] block(ByteBuf in, boolean mayBeEmpty) throws MalformedException {
        while (true) {
            int start = in.readerIndex();
            int found = in.indexOf(start + scanned, in.writerIndex(), (byte) '\n');
            if (found < 0) {
                scanned = in.readableBytes();
                checkSize(scanned);
                return null;
            }
            int end = found - start;
            checkSize(end + 1);
            if (end == 0 || in.getByte(found - 1) != '\r') {
                throw new MalformedException(first ? Malformed.FIRST_LINE : Malformed.FRAMING);
            }
            boolean empty = end - 1 == line;
            if (empty && first) {
                skipOneBlankLine(in);
            } else if (empty && (mayBeEmpty || line > 0)) {
                byte[] bytes = new byte[line];
                in.readBytes(bytes).skipBytes(2);
                reset();
                return bytes;
            } else {
                first = false;
                scanned = end + 1;
                line = scanned;
            }
        }
    }

    /** RFC 9112, 2.2: one empty line before a request line is forgiven. */
    private void skipOneBlankLine(ByteBuf in) throws MalformedException {
        if (blankSkipped) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
        blankSkipped = true;
        scanned = 0;
        in.skipBytes(2);
        if (in.isReadable() && !Chars.token(in.getByte(in.readerIndex()))) {
            throw new MalformedException(Malformed.FIRST_LINE);
        }
    }

    private void checkSize(int seen) throws MalformedException {
        if (first && seen > limits.firstLine() + 2) {
            throw new MalformedException(Malformed.FIRST_LINE_TOO_LONG);
        }
        if (seen > limits.bytes()) {
            throw new MalformedException(Malformed.HEADERS_TOO_LARGE);
        }
    }

    private void reset() {
        scanned = 0;
        line = 0;
        first = true;
        blankSkipped = false;
    }

    /** Reads header lines from {@code from} to the end of the block. Names and values share the array. */
    FlatHeaders fields(byte[] block, int from) throws MalformedException {
        FlatHeaders headers = new FlatHeaders();
        int at = from;
        int count = 0;
        while (at < block.length) {
            if (++count > limits.fields()) {
                throw new MalformedException(Malformed.HEADERS_TOO_LARGE);
            }
            int colon = at;
            while (Chars.token(block[colon])) {
                colon++;
            }
            if (colon == at || block[colon] != ':') {
                throw new MalformedException(Malformed.HEADER);
            }
            int begin = colon + 1;
            while (block[begin] == ' ' || block[begin] == '\t') {
                begin++;
            }
            int end = begin;
            while (Chars.fieldValue(block[end])) {
                end++;
            }
            // every line of the block ends in CRLF, so both indexes exist; a bare CR is refused here
            if (block[end] != '\r' || block[end + 1] != '\n') {
                throw new MalformedException(Malformed.HEADER);
            }
            int next = end + 2;
            while (end > begin && (block[end - 1] == ' ' || block[end - 1] == '\t')) {
                end--;
            }
            headers.append(
                    new AsciiString(block, at, colon - at, false), new AsciiString(block, begin, end - begin, false));
            at = next;
        }
        return headers;
    }

    /** Headers that are not validated again: the decoders have done it, the encoders do it once more. */
    static HttpHeaders newHeaders() {
        return new FlatHeaders();
    }
}
