package io.gatewright.runtime.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AddressRangeTest {
    private static boolean in(String range, String address) throws Exception {
        return AddressRange.parse(range).orElseThrow().contains(InetAddress.getByName(address));
    }

    @Test
    void ranges_and_single_addresses_of_both_families_are_read() throws Exception {
        assertTrue(in("10.0.0.0/8", "10.255.0.1"));
        assertFalse(in("10.0.0.0/8", "11.0.0.1"));
        assertTrue(in("192.168.1.7", "192.168.1.7"));
        assertFalse(in("192.168.1.7", "192.168.1.6"));
        assertTrue(in("0.0.0.0/0", "203.0.113.9"));
        assertFalse(in("0.0.0.0/0", "2001:db8::1"));
        assertTrue(in("2001:db8::/33", "2001:db8:7fff::1"));
        assertFalse(in("2001:db8::/33", "2001:db8:8000::1"));
        assertTrue(in("10.0.0.0/8", "::ffff:10.1.2.3"));
        assertEquals(
                "10.0.0.0/8", AddressRange.parse("10.0.0.0/8").orElseThrow().toString());
    }

    @Test
    void anything_else_is_no_range() {
        for (String text : List.of(
                "",
                "x",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "host.example",
                "2001:db8::/129",
                "10.0.0/8",
                "10.0.0.0/+8")) {
            assertTrue(AddressRange.parse(text).isEmpty(), text);
        }
    }

    @Property
    void an_address_is_inside_if_its_leading_bits_are_equal(
            @ForAll @Size(4) byte[] network, @ForAll @Size(4) byte[] address, @ForAll @IntRange(max = 32) int bits)
            throws Exception {
        int shift = 32 - bits;
        boolean expected =
                new BigInteger(1, network).shiftRight(shift).equals(new BigInteger(1, address).shiftRight(shift));
        String text = InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
        assertEquals(expected, AddressRange.parse(text).orElseThrow().contains(InetAddress.getByAddress(address)));
    }
}
