package io.gatewright.model.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void a_reference_reads_as_people_write_it() {
        assertEquals("HTTPRoute shop/cart", new ObjectRef("g", "HTTPRoute", "shop", "cart").toString());
        assertEquals("GatewayClass gatewright", new ObjectRef("g", "GatewayClass", "", "gatewright").toString());
        assertEquals("shop/cart", new ObjectRef("g", "HTTPRoute", "shop", "cart").namespacedName());
    }

    @Test
    void references_are_ordered_by_group_kind_namespace_and_name() {
        List<ObjectRef> expected = List.of(
                new ObjectRef("", "Z", "z", "z"),
                new ObjectRef("g", "A", "z", "z"),
                new ObjectRef("g", "B", "a", "z"),
                new ObjectRef("g", "B", "b", "a"),
                new ObjectRef("g", "B", "b", "b"));
        assertEquals(
                expected, Stream.of(4, 2, 0, 3, 1).map(expected::get).sorted().toList());
    }

    @Test
    void a_port_is_one_to_65535() {
        assertEquals(1, Port.of(1).orElseThrow().value());
        assertTrue(Port.of(65_535).isPresent());
        assertFalse(Port.of(0).isPresent());
        assertFalse(Port.of(65_536).isPresent());
        assertThrows(IllegalArgumentException.class, () -> new Port(-1));
    }

    @Test
    void a_section_name_is_a_lower_case_dns_subdomain() {
        assertTrue(SectionName.parse("http").isPresent());
        assertTrue(SectionName.parse("a.b-1").isPresent());
        assertTrue(SectionName.parse("a".repeat(253)).isPresent());
        assertFalse(SectionName.parse("a".repeat(254)).isPresent());
        assertFalse(SectionName.parse("").isPresent());
        assertFalse(SectionName.parse("Http").isPresent());
        assertFalse(SectionName.parse("http-").isPresent());
    }

    @Test
    void references_are_equal_when_all_four_words_are() {
        ObjectRef ref = new ObjectRef("g", "k", "ns", "n");
        ObjectRef same = new ObjectRef("g", "k", "ns", "n");
        assertEquals(ref, same);
        assertEquals(ref.hashCode(), same.hashCode());
        for (ObjectRef other : List.of(
                new ObjectRef("x", "k", "ns", "n"),
                new ObjectRef("g", "x", "ns", "n"),
                new ObjectRef("g", "k", "x", "n"),
                new ObjectRef("g", "k", "ns", "x"),
                new ObjectRef("k", "g", "ns", "n"))) {
            assertNotEquals(ref, other);
            assertNotEquals(ref.hashCode(), other.hashCode(), other.toString());
        }
        assertNotEquals(ref, (Object) "g");
    }
}
