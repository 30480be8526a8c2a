package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    @Test
    void parameters_are_decoded_and_the_first_of_a_name_counts() {
        RequestHead head =
                Heads.get("h/?a=1&a=2&B=%41+b%2&empty=&flag&=x&&caf%C3%A9=y").head();
        assertEquals("1", head.parameter("a"));
        assertNull(head.parameter("b"));
        assertEquals("A b%2", head.parameter("B"));
        assertEquals("", head.parameter("empty"));
        assertEquals("", head.parameter("flag"));
        assertEquals("y", head.parameter("café"));
        assertNull(Heads.get("h/").head().parameter("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc", "application/grpc+proto", "Application/GRPC; charset=utf-8"})
    void grpc_is_known_by_its_content_type(String type) {
        assertTrue(Heads.get("h/", "content-type: " + type).head().grpc());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc-web", "application/grpc-web+proto", "application/json", "application/gr"})
    void other_content_types_are_not_grpc(String type) {
        assertFalse(Heads.get("h/", "content-type: " + type).head().grpc());
        assertFalse(Heads.get("h/").head().grpc());
    }
}
