package io.gatewright.semantics.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.semantics.match.Heads;
import io.gatewright.semantics.match.RequestTarget;
import io.gatewright.semantics.plan.FilterPlan.Cors;
import io.gatewright.semantics.plan.FilterPlan.PathEdit;
import io.gatewright.semantics.plan.FilterPlan.Redirect;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class EditProperties {
    @Provide
    Arbitrary<String> segments() {
        return Arbitraries.of("a", "b", "foo", "..a", "%20")
                .list()
                .ofMaxSize(4)
                .map(list -> list.isEmpty() ? "" : "/" + String.join("/", list));
    }

    @Provide
    Arbitrary<String> replacements() {
        return Arbitraries.of("/", "//", "a", ".", "..", "?", "#", "\\", " ", "é", "xyz", "\n")
                .list()
                .ofMaxSize(6)
                .map(list -> String.join("", list));
    }

    @Property(tries = 3000)
    void prefix_rewrite_never_gives_an_empty_or_double_slash_path(
            @ForAll("segments") String prefix,
            @ForAll("segments") String rest,
            @ForAll boolean slash,
            @ForAll("replacements") String replacement) {
        String path = prefix + rest + (slash || prefix.isEmpty() && rest.isEmpty() ? "/" : "");
        assertNormal(PathEdits.apply(new PathEdit(false, replacement), path, prefix.length()));
        assertNormal(PathEdits.apply(new PathEdit(true, replacement), path, prefix.length()));
    }

    @Property
    void any_replacement_gives_a_path_that_is_normal(@ForAll @StringLength(max = 30) String replacement) {
        assertNormal(PathEdits.replaceAll(replacement));
        assertNormal(PathEdits.replacePrefix("/a/b", 2, replacement));
    }

    /** What a rewrite makes would pass our own check of request targets, and stay as it is. */
    private static void assertNormal(String path) {
        assertTrue(path.startsWith("/"), path);
        assertFalse(path.contains("//"), path);
        for (int i = 0; i < path.length(); i++) {
            assertTrue(path.charAt(i) > ' ' && path.charAt(i) < 0x7f && "?#\\".indexOf(path.charAt(i)) < 0, path);
        }
        for (String segment : path.split("/")) {
            assertTrue(!segment.equals(".") && !segment.equals(".."), path);
        }
    }

    @Property
    void a_redirect_keeps_the_query_and_never_names_a_default_port(
            @ForAll("segments") String path, @ForAll @IntRange(min = 1, max = 65535) int listenerPort) {
        Heads request = Heads.get("h.example" + path + "/?a=%2F&b=c/../d");
        Redirect redirect =
                new Redirect(Optional.of("https"), Optional.empty(), Optional.empty(), Optional.empty(), 302);
        assertEquals(
                "https://h.example" + request.path() + "?a=%2F&b=c/../d",
                Redirects.location(redirect, request.head(), listenerPort, 0).uri());
        RequestTarget target = RequestTarget.parse("GET", request.path()).orNull();
        assertNotNull(target);
    }

    @Property
    void judging_an_origin_never_throws(@ForAll @StringLength(max = 40) String origin, @ForAll boolean credentials) {
        Cors cors = new Cors(
                List.of("https://*.bar.com", "http://a.com:8080", "*", "nonsense", "https://*"),
                credentials,
                List.of("*"),
                List.of("*"),
                List.of("*"),
                0);
        Origins.allowed(cors, origin);
        Cors strict = new Cors(List.of("https://*.bar.com"), credentials, List.of(), List.of(), List.of(), 0);
        assertFalse(Origins.allowed(strict, origin)
                && !origin.toLowerCase(java.util.Locale.ROOT).contains(".bar.com"));
    }
}
