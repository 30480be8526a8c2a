package io.gatewright.semantics.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "/,                  /,            none",
                "/a/b,               /a/b,         none",
                "/a/b/,              /a/b/,        none",
                "/a?,                /a,           ''",
                "/a?b=%2F&c=../..,   /a,           b=%2F&c=../..",
                "/a?b?c,             /a,           b?c",
                "/%61%2D%7e%5f,      /a-~_,        none",
                "/a%3ab%c3%a9,       /a%3Ab%C3%A9, none",
                "/a%252Fb,           /a%252Fb,     none",
                "//a///b//,          /a/b/,        none",
                "/a;v=1/b,           /a;v=1/b,     none",
                "/.hidden/..a/...,   /.hidden/..a/..., none",
                "/a.b..c,            /a.b..c,      none",
                "http://H:80/a?b,    /a,           b",
                "HTTPS://h?q,        /,            q",
                "http://h,           /,            none",
            })
    void a_target_is_normalised_once(String raw, String path, String query) {
        RequestTarget target = RequestTarget.parse("GET", raw).orNull();
        assertNotNull(target);
        assertEquals(path, target.path());
        assertEquals(query, target.query());
    }

    @Test
    void bytes_outside_ascii_are_escaped() {
        RequestTarget target =
                RequestTarget.parse("GET", "/caf\u00c3\u00a9?q=\u00e9").orNull();
        assertNotNull(target);
        assertEquals("/caf%C3%A9", target.path());
        assertEquals("q=%E9", target.query());
    }

    @Test
    void an_absolute_target_yields_scheme_and_authority() {
        RequestTarget target =
                RequestTarget.parse("GET", "HTTP://Shop.Example:81/x").orNull();
        assertNotNull(target);
        assertEquals("http", target.scheme());
        assertEquals("Shop.Example:81", target.authority());
    }

    @Test
    void the_asterisk_is_for_options_only() {
        RequestTarget target = RequestTarget.parse("OPTIONS", "*").orNull();
        assertNotNull(target);
        assertEquals("*", target.path());
        assertNull(RequestTarget.parse("GET", "*").orNull());
        RequestTarget absolute = RequestTarget.parse("OPTIONS", "http://h").orNull();
        assertNotNull(absolute);
        assertEquals("*", absolute.path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "?a",
                "h:443",
                "ftp://h/",
                "http:///a",
                "/a%2Fb",
                "/a%2fb",
                "/a%5Cb",
                "/a%00",
                "/a%0d%0ab",
                "/a%7F",
                "/a%3Fb",
                "/a%23b",
                "/a\\b",
                "/a#b",
                "/a?b#c",
                "/a b",
                "/a?b c",
                "/a\tb",
                "/a\u007fb",
                "/a\u0100b",
                "/a%",
                "/a%4",
                "/a%4g",
                "/a%zz",
                "/.",
                "/..",
                "/./a",
                "/../a",
                "/a/./b",
                "/a/../b",
                "/a/..",
                "/a/.",
                "/%2e",
                "/%2E%2e/a",
                "/a/.%2e",
                "/a/%2e./b",
                "/a/..;/b",
                "/a/..;x=1/b",
                "/a/.;/b",
                "/a/..%3B/b",
                "//../a",
                "http://h/../a",
            })
    void what_backends_read_differently_is_refused(String raw) {
        Parsed<RequestTarget> parsed = RequestTarget.parse("GET", raw);
        assertNull(parsed.orNull());
        assertNotNull(parsed.refusal());
    }
}
