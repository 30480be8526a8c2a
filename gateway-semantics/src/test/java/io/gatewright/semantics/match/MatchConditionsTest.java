package io.gatewright.semantics.match;

import static io.gatewright.semantics.match.Plans.call;
import static io.gatewright.semantics.match.Plans.exact;
import static io.gatewright.semantics.match.Plans.headers;
import static io.gatewright.semantics.match.Plans.headersMatching;
import static io.gatewright.semantics.match.Plans.method;
import static io.gatewright.semantics.match.Plans.prefix;
import static io.gatewright.semantics.match.Plans.query;
import static io.gatewright.semantics.match.Plans.queryMatching;
import static io.gatewright.semantics.match.Plans.regex;
import static io.gatewright.semantics.match.Plans.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.trace.Trace;
import org.junit.jupiter.api.Test;

class MatchConditionsTest {
    private static boolean matches(MatchPlan match, Heads request) {
        boolean grpc = match.path() instanceof io.gatewright.semantics.plan.PathMatch.GrpcCall;
        Plans plans = grpc
                ? web().grpc("r").rule(match).done()
                : web().http("r").rule(match).done();
        Router.Port port = Router.of(plans.build()).port(80);
        assertNotNull(port);
        Router.Listener listener = port.listener(request.head().host());
        assertNotNull(listener);
        return listener.hosts().match(request.head(), Trace.NONE) != null;
    }

    @Test
    void a_prefix_means_whole_segments() {
        assertTrue(matches(prefix("/v2"), Heads.get("h/v2")));
        assertTrue(matches(prefix("/v2"), Heads.get("h/v2/")));
        assertTrue(matches(prefix("/v2"), Heads.get("h/v2/x")));
        assertFalse(matches(prefix("/v2"), Heads.get("h/v2example")));
        assertFalse(matches(prefix("/v2"), Heads.get("h/V2")));
        assertFalse(matches(prefix("/v2"), Heads.get("h/foo/v2")));
        assertTrue(matches(prefix(""), Heads.get("h/")));
        assertTrue(matches(prefix(""), Heads.get("h/any")));
        assertFalse(matches(prefix(""), Heads.asterisk("h")));
    }

    @Test
    void an_exact_path_is_exact() {
        assertTrue(matches(exact("/two"), Heads.get("h/two")));
        assertFalse(matches(exact("/two"), Heads.get("h/two/")));
        assertFalse(matches(exact("/two"), Heads.get("h/Two")));
        assertTrue(matches(exact("/"), Heads.get("h/")));
    }

    @Test
    void an_expression_must_match_the_whole_path() {
        assertTrue(matches(regex("/a/[0-9]+"), Heads.get("h/a/12")));
        assertFalse(matches(regex("/a/[0-9]+"), Heads.get("h/a/12/b")));
        assertFalse(matches(regex("[0-9]+"), Heads.get("h/a/12")));
        assertTrue(matches(regex("/a(/b)?"), Heads.get("h/a")));
        assertTrue(matches(regex("/abc?/d"), Heads.get("h/ab/d")));
        assertTrue(matches(regex("/x/y|/z"), Heads.get("h/z")));
        assertTrue(matches(regex("^/x/.*$"), Heads.get("h/x/y")));
        assertTrue(matches(regex("/x/{1,2}y"), Heads.get("h/x/y")));
        assertTrue(matches(regex("(?i)/AbC"), Heads.get("h/aBc")));
        assertTrue(matches(regex("/a/[(]b|/c"), Heads.get("h/c")));
    }

    @Test
    void an_invalid_expression_matches_nothing() {
        assertFalse(matches(regex("/a(["), Heads.get("h/a")));
        assertFalse(matches(regex("/a(?=b)"), Heads.get("h/ab")));
        assertFalse(matches(headersMatching(prefix(""), "v=("), Heads.get("h/", "v: (")));
    }

    @Test
    void all_headers_must_hold_and_lines_are_joined() {
        MatchPlan both = headers(prefix(""), "version=two", "color=orange");
        assertTrue(matches(both, Heads.get("h/", "version: two", "color: orange")));
        assertFalse(matches(both, Heads.get("h/", "version: two")));
        assertFalse(matches(both, Heads.get("h/", "version: two", "color: Orange")));
        assertTrue(matches(headers(prefix(""), "v=a,b"), Heads.get("h/", "v: a", "v: b")));
        assertFalse(matches(headers(prefix(""), "v=a"), Heads.get("h/", "v: a", "v: b")));
        assertTrue(matches(headersMatching(prefix(""), "v=[a-z]+"), Heads.get("h/", "v: abc")));
        assertFalse(matches(headersMatching(prefix(""), "v=[a-z]+"), Heads.get("h/", "v: abc1")));
    }

    @Test
    void all_query_parameters_must_hold() {
        MatchPlan both = query(prefix(""), "animal=whale", "color=blue");
        assertTrue(matches(both, Heads.get("h/?color=blue&animal=whale")));
        assertFalse(matches(both, Heads.get("h/?animal=whale")));
        assertFalse(matches(both, Heads.get("h/?animal=whaleshark&color=blue")));
        assertFalse(matches(both, Heads.get("h/?Animal=whale&color=blue")));
        assertTrue(matches(queryMatching(prefix(""), "id=[0-9]+"), Heads.get("h/?id=12")));
        assertFalse(matches(queryMatching(prefix(""), "id=[0-9]+"), Heads.get("h/?id=12x")));
    }

    @Test
    void the_method_must_hold() {
        assertTrue(matches(method("POST", prefix("")), Heads.request("POST", "h/")));
        assertFalse(matches(method("POST", prefix("")), Heads.get("h/")));
        assertFalse(matches(method("GET", prefix("")), Heads.request("HEAD", "h/")));
    }

    @Test
    void grpc_parts_are_exact_or_whole_expressions() {
        assertTrue(matches(call("pkg.Echo", "Say"), Heads.grpc("h/pkg.Echo/Say")));
        assertFalse(matches(call("pkg.Echo", "Say"), Heads.grpc("h/pkg.echo/Say")));
        assertFalse(matches(call("pkg.Echo", "Say"), Heads.grpc("h/pkg.Echo/Say/More")));
        assertTrue(matches(call("pkg.Echo", ""), Heads.grpc("h/pkg.Echo/Other")));
        assertTrue(matches(call("", "Say"), Heads.grpc("h/other.Service/Say")));
        assertTrue(matches(call("pkg\\..*", "S.y", true), Heads.grpc("h/pkg.Echo/Say")));
        assertFalse(matches(call("pkg", "S.y", true), Heads.grpc("h/pkg.Echo/Say")));
        assertTrue(matches(headers(call("pkg.Echo", ""), "v=1"), Heads.grpc("h/pkg.Echo/Say", "v: 1")));
        assertFalse(matches(call("pkg.Echo", "Say"), Heads.request("POST", "h/pkg.Echo/Say")));
    }

    @Test
    void the_root_of_an_expression_is_found_cautiously() {
        assertEquals("/api", Expression.literalSegments("/api/v[0-9]+/.*"));
        assertEquals("/api/v1", Expression.literalSegments("^/api/v1/.*"));
        assertEquals("", Expression.literalSegments("/api?/x"));
        assertEquals("/a", Expression.literalSegments("/a/b|c".replace("|c", ".c")));
        assertEquals("", Expression.literalSegments("/a/b|/c"));
        assertEquals("/a", Expression.literalSegments("/a/(b|c)"));
        assertEquals("", Expression.literalSegments("/a/*b"));
        assertEquals("", Expression.literalSegments("(?i)/a/b"));
        assertEquals("", Expression.literalSegments(""));
        assertEquals("", Expression.literalSegments("*"));
        assertEquals("", Expression.literalSegments("^*"));
    }
}
