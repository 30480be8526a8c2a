package io.gatewright.k8s.watch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void without_namespaces_it_is_everywhere() {
        assertFalse(Scope.EVERYWHERE.restricted());
        assertTrue(Scope.EVERYWHERE.holds("a"));
    }

    @Test
    void with_namespaces_it_is_these() {
        Scope scope = new Scope(new TreeSet<>(List.of("a", "b")));
        assertTrue(scope.restricted());
        assertTrue(scope.holds("a"));
        assertFalse(scope.holds("c"));
    }
}
