package io.gatewright.semantics.match;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SharedTable;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of HTTPRoutes under one host. Exact paths are a hash table; prefixes and expressions sit at nodes of whole
 * path segments, so a request visits only the nodes on its own path. Immutable; a changed copy shares the buckets of all other
 * paths.
 */
final class HttpTable {
    /** Without rules. */
    static final HttpTable EMPTY = new HttpTable(SharedTable.empty(), Regions.prefixes(), 0);

    private final SharedTable<String, Bucket> exact;
    private final Regions<Node> nodes;
    private final int nodesWithExpressions;

    private HttpTable(SharedTable<String, Bucket> exact, Regions<Node> nodes, int nodesWithExpressions) {
        this.exact = exact;
        this.nodes = nodes;
        this.nodesWithExpressions = nodesWithExpressions;
    }

    /** What is declared for one prefix. */
    private record Node(String prefix, Bucket prefixes, Bucket expressions) {}

    /** What changes in a table. */
    static final class Change {
        private final Map<String, Bucket.Change> exact = new HashMap<>();
        private final Map<String, Bucket.Change> prefixes = new HashMap<>();
        private final Map<String, Bucket.Change> expressions = new HashMap<>();

        /** Where a rule with this path belongs; null if no request ever asks for it. */
        private Bucket.@Nullable Change bucket(PathMatch path) {
            return path.<Bucket.@Nullable Change>fold(
                    value -> exact.computeIfAbsent(value.value(), key -> new Bucket.Change()),
                    value -> prefixes.computeIfAbsent(value.value(), key -> new Bucket.Change()),
                    value -> expressions.computeIfAbsent(
                            Expression.literalSegments(value.pattern()), key -> new Bucket.Change()),
                    // no HTTPRoute asks for a gRPC call: such a match takes nothing
                    call -> null);
        }

        /** A route had a rule with this path. */
        void without(ObjectRef route, PathMatch path) {
            Bucket.Change bucket = bucket(path);
            if (bucket != null) {
                bucket.without(route);
            }
        }

        /** False if it takes nothing and so is not kept. */
        boolean with(Candidate candidate) {
            Bucket.Change bucket = bucket(candidate.match.match().path());
            if (bucket != null) {
                bucket.with(candidate);
            }
            return bucket != null;
        }
    }

    /** This table after a change. */
    HttpTable next(Change change, Expressions expressions) {
        Set<String> touched = new HashSet<>(change.prefixes.keySet());
        touched.addAll(change.expressions.keySet());
        Regions.Editor<Node> places = nodes.edit();
        int withExpressions = nodesWithExpressions;
        for (String prefix : touched) {
            Node before = places.get(prefix);
            Node after = node(prefix, before, change, expressions);
            places.put(prefix, after);
            withExpressions += (after != null && !after.expressions.isEmpty() ? 1 : 0)
                    - (before != null && !before.expressions.isEmpty() ? 1 : 0);
        }
        return new HttpTable(Bucket.next(exact, change.exact, expressions), places.build(), withExpressions);
    }

    private static @Nullable Node node(String prefix, @Nullable Node before, Change change, Expressions expressions) {
        Bucket prefixes = before == null ? Bucket.EMPTY : before.prefixes;
        Bucket patterns = before == null ? Bucket.EMPTY : before.expressions;
        Bucket.Change ofPrefixes = change.prefixes.get(prefix);
        if (ofPrefixes != null) {
            prefixes = Objects.requireNonNullElse(ofPrefixes.of(prefixes, expressions), Bucket.EMPTY);
        }
        Bucket.Change ofPatterns = change.expressions.get(prefix);
        if (ofPatterns != null) {
            patterns = Objects.requireNonNullElse(ofPatterns.of(patterns, expressions), Bucket.EMPTY);
        }
        return prefixes.isEmpty() && patterns.isEmpty() ? null : new Node(prefix, prefixes, patterns);
    }

    /** The best match for the path, method, headers and query of the request, or null. */
    @Nullable
    Match find(RequestHead head, Trace trace) {
        String path = head.path();
        Bucket bucket = exact.get(path);
        Match found = bucket == null ? null : bucket.find(head, trace);
        if (found != null || path.charAt(0) != '/') {
            return found;
        }
        Node deepest = nodes.longestPrefix(path, path.length() + 1);
        if (nodesWithExpressions > 0) {
            found = findExpression(deepest, head, trace);
            if (found != null) {
                return found;
            }
        }
        for (Node node = deepest; node != null; node = up(node)) {
            found = node.prefixes.find(head, trace);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Expressions of all nodes on the path compete with each other: how deep they sit is no part of their rank. */
    private @Nullable Match findExpression(@Nullable Node deepest, RequestHead head, Trace trace) {
        Match best = null;
        for (Node node = deepest; node != null; node = up(node)) {
            Match found = node.expressions.find(head, trace);
            if (found == null) {
                continue;
            }
            Match loser = found;
            if (best == null || found.rank().compareTo(best.rank()) < 0) {
                loser = best;
                best = found;
            }
            if (loser != null && trace.on()) {
                trace.step(
                        new Step(Step.Kind.CANDIDATE, loser.subject(), Verdict.SKIPPED, Bucket.outranked(best, loser)));
            }
        }
        return best;
    }

    /** The next node on the way to the root: asked for, since a link would have to follow each change above it. */
    private @Nullable Node up(Node node) {
        return node.prefix.isEmpty() ? null : nodes.longestPrefix(node.prefix, node.prefix.length());
    }
}
