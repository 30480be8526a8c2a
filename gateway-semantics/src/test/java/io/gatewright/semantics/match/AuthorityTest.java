package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "example.com,           example.com,   -1",
        "Very.Specific.COM:1234, very.specific.com, 1234",
        "example.com.,          example.com,   -1",
        "example.com.:80,       example.com,   80",
        "example.com:,          example.com,   -1",
        "a_b-c.example,         a_b-c.example, -1",
        "10.0.0.1:8080,         10.0.0.1,      8080",
        "[2001:DB8::1],         [2001:db8::1], -1",
        "[::1]:443,             [::1],         443",
        "[::ffff:1.2.3.4],      [::ffff:1.2.3.4], -1",
    })
    void host_is_normalised_and_port_is_apart(String text, String host, int port) {
        assertEquals(new Authority(host, port), Authority.parse(text).orNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                ".",
                ".:80",
                ".example.com",
                "a..b",
                "user@example.com",
                "a b",
                "a/b",
                "a\\b",
                "a?b",
                "a,b",
                "exämple.com",
                "a%41",
                "h:0",
                "h:65536",
                "h:99999999999",
                "h:8a",
                "h:80:80",
                "h:-1",
                "[::1",
                "[::1]x",
                "[]",
                "[1]",
                "[fe80::1%25eth0]",
                "[::g]",
                "::1",
                "*",
            })
    void what_is_no_host_is_refused(String text) {
        assertNull(Authority.parse(text).orNull());
        assertNotNull(Authority.parse(text).refusal());
    }
}
