package io.gatewright.conformance.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CorpusReaderTest {
    private static CorpusCase read(String text) {
        return CorpusReader.read("area", "case", URI.create("file:///case"), text);
    }

    @Test
    void readsRuleSourcesSettingsAndSteps() {
        CorpusCase one = read("""
                # Requests are answered
                # by someone.
                # point 5.1.8, demand 6.2.33; HTTPRoute
                # settings
                features: [A, B]
                backends: {echo-b: {endpoints: [ready, closed]}, x/echo-c: }
                ---
                kind: HTTPRoute
                metadata: {name: r}
                ---
                # expect
                requests:
                - {send: "GET a.example.com/x?y=/z", expect: echo-a}
                - {to: ns/gw/http, send: "OPTIONS a.example.com *", headers: {a: ["1", "2"]}, expect: 404}
                - {to: gw:80, send: GRPC a.example.com/s/m, shares: {echo-a: 1, x/echo-b: 2, 500: 0}}
                ---
                # delete
                - HTTPRoute r
                ---
                # expect after it is gone
                status: {HTTPRoute r: none}
                """);

        assertEquals("Requests are answered by someone.", one.rule());
        assertEquals(Set.of("point 5.1.8", "demand 6.2.33"), one.points());
        assertEquals(Set.of("A", "B"), one.settings().features());
        assertEquals(
                List.of(CaseSettings.Endpoint.READY, CaseSettings.Endpoint.CLOSED),
                one.settings().backends().get("default/echo-b").endpoints());
        assertEquals(
                List.of(CaseSettings.Endpoint.READY),
                one.settings().backends().get("x/echo-c").endpoints());
        assertEquals(2, one.steps().size());
        CaseStep first = one.steps().get(0);
        assertEquals(1, first.documents().size());
        Row row = first.requests().get(0);
        assertEquals(Optional.of("a.example.com"), row.authority());
        assertEquals("/x?y=/z", row.path());
        assertEquals(Optional.of("default/echo-a"), row.expect().orElseThrow().backend());
        assertEquals(List.of(200), row.expect().orElseThrow().status());
        Row star = first.requests().get(1);
        assertEquals("*", star.path());
        assertEquals(new Row.Target("ns", "gw", "http", 0), star.target());
        assertEquals(List.of("1", "2"), star.headers().get("a"));
        Row shared = first.requests().get(2);
        assertEquals(new Row.Target("default", "gw", "", 80), shared.target());
        assertEquals(Row.Protocol.H2, shared.protocol());
        assertEquals(
                Set.of("default/echo-a", "x/echo-b", "500"), shared.shares().keySet());
        CaseStep second = one.steps().get(1);
        assertEquals("after it is gone", second.title());
        assertEquals(List.of(new ObjectName("HTTPRoute", "default", "r")), second.deletions());
        assertEquals("none", second.status().get(new ObjectName("HTTPRoute", "default", "r")));
    }

    @Test
    void aSlipOfThePenIsNotIgnored() {
        CaseFormatException e = assertThrows(CaseFormatException.class, () -> read("""
                        # A rule.
                        ---
                        # expect
                        requests:
                        - {send: GET a.example.com/, expect: {backend: echo-a, statsu: 200}}
                        """));
        assertTrue(e.getMessage().contains("unknown key `statsu`"), e.getMessage());
    }

    @Test
    void documentsWithoutExpectationAreRefused() {
        assertThrows(CaseFormatException.class, () -> read("# A rule.\nkind: Gateway\n"));
    }

    @Test
    void everyFileOfTheCorpusFollowsTheFormat() {
        List<CorpusCase> cases = Corpus.of(Path.of("corpus"));

        assertTrue(!cases.isEmpty());
        for (CorpusCase one : cases) {
            assertTrue(one.source().getPath().endsWith(one.id() + ".yaml"), one.id());
        }
    }

    @Test
    void theCorpusTravelsWithTheKit() {
        List<String> bundled = Corpus.bundled().stream().map(CorpusCase::id).toList();

        // a build that was not cleaned may still carry a case that was renamed since
        for (CorpusCase one : Corpus.of(Path.of("corpus"))) {
            assertTrue(bundled.contains(one.id()), one.id());
        }
    }

    @Test
    void globsChooseCases() {
        CorpusCase one = read("# A rule.\n---\n# expect\n");

        assertTrue(Corpus.only("other/*,area/c*").test(one));
        assertTrue(Corpus.only("").test(one));
        assertTrue(!Corpus.only("area/d*").test(one));
    }
}
