package io.gatewright.runtime.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What our decoder understands does not depend on how bytes arrive, and is what Netty's decoder understands. */
class FramingPropertiesTest {
    private static final HeadLimits LIMITS = new HeadLimits(1000, 4000, 50);

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> junk =
                Arbitraries.strings().withChars("\r\n :;,\tG\0a0").ofMaxLength(4);
        Arbitrary<String> line = Arbitraries.of(
                "Host: a\r\n",
                "X: y\r\n",
                "Content-Length: 3\r\n",
                "Content-Length: 03\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Connection: close\r\n",
                "X : y\r\n",
                " folded\r\n",
                "X:\r\n");
        Arbitrary<String> body = Arbitraries.of(
                "", "abc", "3\r\nabc\r\n0\r\n\r\n", "0\r\n\r\n", "1;x=y\r\na\r\n0\r\nT: v\r\n\r\n", "abcdef");
        Arbitrary<String> first = Arbitraries.of(
                "GET / HTTP/1.1\r\n",
                "POST /x?y HTTP/1.1\r\n",
                "POST / HTTP/1.0\r\n",
                "GET  / HTTP/1.1\r\n",
                "\r\nGET / HTTP/1.1\r\n");
        return Combinators.combine(first, line.list().ofMaxSize(4), Arbitraries.of("\r\n", "\n", ""), body, junk)
                .as((f, lines, end, b, j) -> f + "Host: h\r\n" + String.join("", lines) + end + b + j);
    }

    /** What was read, or where it was refused. */
    private static List<String> ours(String message, int[] cuts) {
        List<String> seen = new ArrayList<>();
        HeadDecoder heads = new HeadDecoder(LIMITS);
        BodyDecoder body = new BodyDecoder(heads);
        ByteBuf in = Unpooled.buffer();
        boolean inBody = false;
        StringBuilder text = new StringBuilder();
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        try {
            for (int step = 0; step <= cuts.length; step++) {
                int to = step == cuts.length ? bytes.length : Math.min(bytes.length, at + cuts[step]);
                in.writeBytes(bytes, at, to - at);
                at = to;
                boolean more = true;
                while (more) {
                    if (!inBody) {
                        byte[] block = heads.head(in);
                        more = block != null;
                        if (block != null) {
                            RequestHeads.Parsed parsed = RequestHeads.parse(heads, block, "http");
                            seen.add(parsed.start().method() + " "
                                    + parsed.start().target());
                            body.start(parsed.framing());
                            inBody = true;
                        }
                    } else {
                        ByteBuf part = body.next(in);
                        if (part != null) {
                            text.append(part.toString(StandardCharsets.ISO_8859_1));
                            part.release();
                        }
                        more = part != null;
                        if (body.done()) {
                            seen.add("body " + text);
                            text.setLength(0);
                            inBody = false;
                            more = true;
                        }
                    }
                }
            }
        } catch (MalformedException e) {
            seen.add("refused");
        } finally {
            in.release();
        }
        return seen;
    }

    @Property(tries = 2000)
    void how_bytes_are_cut_changes_nothing(
            @ForAll("messages") String message,
            @ForAll List<@net.jqwik.api.constraints.IntRange(min = 1, max = 9) Integer> cuts) {
        assertEquals(
                ours(message, new int[0]),
                ours(message, cuts.stream().mapToInt(Integer::intValue).toArray()));
    }

    /** Found by the property above. */
    @Example
    void a_second_empty_line_before_a_request_is_refused_in_pieces_too() {
        String message = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n0\r\n\r\n\r";
        assertEquals(List.of("POST /", "body 0\r\n", "refused"), ours(message, new int[0]));
        assertEquals(ours(message, new int[0]), ours(message, new int[] {message.length() - 1}));
    }

    @Property(tries = 2000)
    void whatever_is_accepted_means_the_same_to_another_decoder(@ForAll("messages") String message) {
        List<String> ours = ours(message, new int[0]);
        int refused = ours.indexOf("refused");
        List<String> accepted = refused < 0 ? ours : ours.subList(0, refused);
        List<String> theirs = netty(message);
        assertEquals(accepted, theirs.subList(0, Math.min(accepted.size(), theirs.size())));
    }

    private static List<String> netty(String message) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(message.getBytes(StandardCharsets.ISO_8859_1)));
        List<String> seen = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        HttpObject object;
        while ((object = channel.readInbound()) != null) {
            if (object.decoderResult().isFailure()) {
                seen.add("failed");
            } else if (object instanceof HttpRequest request) {
                seen.add(request.method() + " " + request.uri());
                text.setLength(0);
            } else if (object instanceof HttpContent content) {
                text.append(content.content().toString(StandardCharsets.ISO_8859_1));
                if (content instanceof io.netty.handler.codec.http.LastHttpContent) {
                    seen.add("body " + text);
                }
            }
            ReferenceCountUtil.release(object);
        }
        channel.finishAndReleaseAll();
        return seen;
    }
}
