package io.gatewright.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.runtime.tls.HelloReader.BadHello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    /** The first record of a real client. */
    private static byte[] real(@Nullable String name, String... suites) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
            if (suites.length > 0) {
                parameters.setCipherSuites(suites);
                parameters.setProtocols(new String[] {"TLSv1.2"});
            }
            engine.setSSLParameters(parameters);
            ByteBuffer out = ByteBuffer.allocate(20_000);
            engine.wrap(ByteBuffer.allocate(0), out);
            out.flip();
            byte[] bytes = new byte[out.remaining()];
            out.get(bytes);
            return bytes;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable ClientHello read(byte[] bytes) throws BadHello {
        return new HelloReader(32 * 1024).read(Unpooled.wrappedBuffer(bytes));
    }

    /** The same message in records of this size. */
    private static byte[] split(byte[] record, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 5; at < record.length; at += size) {
            int length = Math.min(size, record.length - at);
            out.write(22);
            out.write(3);
            out.write(1);
            out.write(length >> 8);
            out.write(length);
            out.write(record, at, length);
        }
        return out.toByteArray();
    }

    @Test
    void the_name_is_lower_case_and_without_trailing_dot_and_may_be_absent() throws Exception {
        assertEquals("www.example.com", read(real("WWW.Example.COM")).serverName());
        assertNull(read(real(null)).serverName());
        byte[] dotted = real("www.example.comX");
        int at = new String(dotted, StandardCharsets.ISO_8859_1).indexOf("comX") + 3;
        dotted[at] = '.';
        assertEquals("www.example.com", read(dotted).serverName());
    }

    @Test
    void what_the_client_can_verify_is_known() throws Exception {
        ClientHello both = read(real("a.b"));
        assertTrue(both.ecdsa() && both.rsa() && both.ed25519());
        ClientHello rsa = read(real("a.b", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        assertFalse(rsa.ecdsa());
        assertTrue(rsa.rsa());
        ClientHello ecdsa = read(real("a.b", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
        assertTrue(ecdsa.ecdsa());
        assertFalse(ecdsa.rsa());
    }

    @Test
    void a_name_with_other_characters_is_refused_and_an_address_counts_as_none() throws Exception {
        byte[] hello = real("www.example.com");
        int at = new String(hello, StandardCharsets.ISO_8859_1).indexOf("www.example.com");
        for (byte b : new byte[] {0, ' ', '/', (byte) 0xff, '\n', '*'}) {
            byte[] bad = hello.clone();
            bad[at + 2] = b;
            assertThrows(BadHello.class, () -> read(bad));
        }
        byte[] address = hello.clone();
        System.arraycopy("127.100.100.100".getBytes(StandardCharsets.US_ASCII), 0, address, at, 15);
        assertNull(read(address).serverName());
    }

    @Property(tries = 100)
    void it_is_understood_in_records_and_segments_of_any_size(
            @ForAll @IntRange(min = 1, max = 600) int record, @ForAll @IntRange(min = 1, max = 600) int segment)
            throws Exception {
        byte[] bytes = split(real("www.example.com"), record);
        HelloReader reader = new HelloReader(32 * 1024);
        ByteBuf in = Unpooled.buffer();
        ClientHello hello = null;
        for (int at = 0; at < bytes.length; at += segment) {
            assertNull(hello, "read before its end");
            in.writeBytes(bytes, at, Math.min(segment, bytes.length - at));
            hello = reader.read(in);
        }
        assertNotNull(hello);
        assertEquals("www.example.com", hello.serverName());
        assertEquals(bytes.length, in.readableBytes());
    }

    @Property(tries = 2000)
    void damage_is_refused_or_read_and_never_more(@ForAll int at, @ForAll byte value, @ForAll int cut) {
        byte[] bytes = real("www.example.com");
        bytes[5 + Math.floorMod(at, bytes.length - 5)] = value;
        byte[] shorter = java.util.Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length) + 1);
        for (byte[] candidate : List.of(bytes, shorter)) {
            try {
                read(candidate);
            } catch (BadHello expected) {
                // the only way out
            }
        }
    }

    @Property
    void bytes_that_are_no_handshake_are_refused_at_once_or_waited_for(@ForAll byte[] bytes) {
        try {
            assertNull(read(bytes));
        } catch (BadHello expected) {
            // fine
        }
    }

    @Test
    void a_hello_longer_than_the_limit_is_refused_before_it_is_there() {
        byte[] start = {22, 3, 1, 0x10, 0, 1, 1, 0, 0};
        assertThrows(BadHello.class, () -> new HelloReader(4096).read(Unpooled.wrappedBuffer(start)));
        byte[] announced = {22, 3, 1, 0, 4, 1, 1, 0, 0};
        assertThrows(BadHello.class, () -> new HelloReader(4096).read(Unpooled.wrappedBuffer(announced)));
    }
}
