package io.gatewright.semantics.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatewright.semantics.plan.FilterPlan.PathEdit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathEditsTest {
    /** The table of HTTPPathModifier.replacePrefixMatch, and a few rows that follow from it. */
    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo, /xyz,  /xyz/bar",
        "/foo/bar, /foo, /xyz/, /xyz/bar",
        "/foo,     /foo, /xyz,  /xyz",
        "/foo/,    /foo, /xyz,  /xyz/",
        "/foo/bar, /foo, '',    /bar",
        "/foo/,    /foo, '',    /",
        "/foo,     /foo, '',    /",
        "/foo/,    /foo, /,     /",
        "/foo,     /foo, /,     /",
        "/foo/bar, /foo, /,     /bar",
        "/foo,     /foo, /xyz/, /xyz",
        "/bar,     '',   /xyz,  /xyz/bar",
        "/,        '',   /xyz,  /xyz/",
        "/foo/bar, /foo, xyz,   /xyz/bar",
        "/foo/bar, /foo, /a//b, /a/b/bar",
        "/foo/bar, /foo, /a/..///, /bar",
        "/foo/bar, /foo, /a?b#c, /a%3Fb%23c/bar",
    })
    void the_prefix_is_replaced(String path, String prefix, String replacement, String result) {
        assertEquals(result, PathEdits.apply(new PathEdit(false, replacement), path, prefix.length()));
    }

    @ParameterizedTest
    @CsvSource({
        "/one,       /one",
        "'',         /",
        "/,          /",
        "one,        /one",
        "/one/,      /one/",
        "//one,      /one",
        "/a/../b,    /b",
        "/a/..,      /",
        "/a/b/..,    /a/",
        "/../..,     /",
        "/a b,       /a%20b",
        "/caf\u00e9, /caf%C3%A9",
        "'/a\\b',    /a%5Cb",
        "/a%20b,     /a%20b",
    })
    void the_full_path_is_replaced(String replacement, String result) {
        assertEquals(result, PathEdits.apply(new PathEdit(true, replacement), "/any", 0));
    }
}
