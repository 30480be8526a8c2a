package io.gatewright.semantics.match;

import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of HTTPRoutes under one host. Exact paths are a hash table; prefixes and expressions sit at nodes of whole
 * path segments, so a request visits only the nodes on its own path.
 */
final class HttpTable {
    /** What is declared for one prefix. */
    private static final class Node {
        final String prefix;
        final Bucket.Builder prefixes = new Bucket.Builder();
        final Bucket.Builder expressions = new Bucket.Builder();
        Bucket prefixBucket = Bucket.EMPTY;
        Bucket expressionBucket = Bucket.EMPTY;

        @Nullable
        Node up;

        Node(String prefix) {
            this.prefix = prefix;
        }
    }

    private final Map<String, Bucket> exact = new HashMap<>();
    private final Regions<Node> nodes;
    private final boolean anyExpression;

    HttpTable(List<Candidate> candidates) {
        Map<String, Bucket.Builder> exactBuilders = new HashMap<>();
        Map<String, Node> byPrefix = new HashMap<>();
        for (Candidate candidate : candidates) {
            PathMatch path = candidate.match.match().path();
            Bucket.Builder bucket = path.<Bucket.@Nullable Builder>fold(
                    value -> exactBuilders.computeIfAbsent(value.value(), key -> new Bucket.Builder()),
                    value -> byPrefix.computeIfAbsent(value.value(), Node::new).prefixes,
                    value -> byPrefix.computeIfAbsent(Expression.literalSegments(value.pattern()), Node::new)
                            .expressions,
                    // no HTTPRoute asks for a gRPC call: such a match takes nothing
                    call -> null);
            if (bucket != null) {
                bucket.add(candidate);
            }
        }
        exactBuilders.forEach((path, builder) -> exact.put(path, builder.build()));
        this.nodes = Regions.prefixes(byPrefix);
        boolean expressions = false;
        for (Node node : byPrefix.values()) {
            node.prefixBucket = node.prefixes.build();
            node.expressionBucket = node.expressions.build();
            node.up = nodes.longestPrefix(node.prefix, node.prefix.length());
            expressions |= !node.expressionBucket.isEmpty();
        }
        this.anyExpression = expressions;
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
        if (anyExpression) {
            found = findExpression(deepest, head, trace);
            if (found != null) {
                return found;
            }
        }
        for (Node node = deepest; node != null; node = node.up) {
            found = node.prefixBucket.find(head, trace);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Expressions of all nodes on the path compete with each other: how deep they sit is no part of their rank. */
    private static @Nullable Match findExpression(@Nullable Node deepest, RequestHead head, Trace trace) {
        Match best = null;
        for (Node node = deepest; node != null; node = node.up) {
            Match found = node.expressionBucket.find(head, trace);
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
}
