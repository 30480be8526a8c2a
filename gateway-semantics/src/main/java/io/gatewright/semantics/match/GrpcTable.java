package io.gatewright.semantics.match;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SharedTable;
import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.trace.Trace;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rules of GRPCRoutes under one host. The buckets are visited in the order of precedence: service and method spelled
 * out, service, expressions for the service, method, expressions for the method, every call.
 */
final class GrpcTable {
    /** Without rules. */
    static final GrpcTable EMPTY = new GrpcTable(
            SharedTable.empty(), Regions.prefixes(), Bucket.EMPTY, Regions.prefixes(), Bucket.EMPTY, Bucket.EMPTY);

    private final SharedTable<String, Bucket> calls;
    private final Regions<Bucket> services;
    private final Bucket serviceExpressions;
    private final Regions<Bucket> methods;
    private final Bucket methodExpressions;
    private final Bucket every;

    private GrpcTable(
            SharedTable<String, Bucket> calls,
            Regions<Bucket> services,
            Bucket serviceExpressions,
            Regions<Bucket> methods,
            Bucket methodExpressions,
            Bucket every) {
        this.calls = calls;
        this.services = services;
        this.serviceExpressions = serviceExpressions;
        this.methods = methods;
        this.methodExpressions = methodExpressions;
        this.every = every;
    }

    /** What changes in a table. */
    static final class Change {
        private final Map<String, Bucket.Change> calls = new HashMap<>();
        private final Map<String, Bucket.Change> services = new HashMap<>();
        private final Map<String, Bucket.Change> methods = new HashMap<>();
        private final Bucket.Change serviceExpressions = new Bucket.Change();
        private final Bucket.Change methodExpressions = new Bucket.Change();
        private final Bucket.Change every = new Bucket.Change();

        private Bucket.@Nullable Change bucket(PathMatch path) {
            if (!(path instanceof PathMatch.GrpcCall call)) {
                return null; // a GRPCRoute has no other kind of path match: one that has takes nothing
            }
            if (call.service().isEmpty() && call.method().isEmpty()) {
                return every;
            }
            if (call.regex()) {
                return call.service().isPresent() ? serviceExpressions : methodExpressions;
            }
            if (call.service().isPresent() && call.method().isPresent()) {
                String both = "/" + call.service().get() + "/" + call.method().get();
                return calls.computeIfAbsent(both, key -> new Bucket.Change());
            }
            return call.service().isPresent()
                    ? services.computeIfAbsent(call.service().get(), key -> new Bucket.Change())
                    : methods.computeIfAbsent(call.method().get(), key -> new Bucket.Change());
        }

        /** A route had a rule for this call. */
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
    GrpcTable next(Change change, Expressions expressions) {
        return new GrpcTable(
                Bucket.next(calls, change.calls, expressions),
                next(services, change.services, expressions),
                next(serviceExpressions, change.serviceExpressions, expressions),
                next(methods, change.methods, expressions),
                next(methodExpressions, change.methodExpressions, expressions),
                next(every, change.every, expressions));
    }

    private static Regions<Bucket> next(
            Regions<Bucket> before, Map<String, Bucket.Change> changes, Expressions expressions) {
        Regions.Editor<Bucket> buckets = before.edit();
        changes.forEach((name, bucket) -> buckets.put(name, bucket.of(buckets.get(name), expressions)));
        return buckets.build();
    }

    private static Bucket next(Bucket before, Bucket.Change change, Expressions expressions) {
        return Objects.requireNonNullElse(change.of(before, expressions), Bucket.EMPTY);
    }

    /** Position of the slash between service and method; -1 if the path has not the form {@code /service/method}. */
    static int methodSlash(String path) {
        int slash = path.indexOf('/', 1);
        boolean wellFormed = slash > 1 && slash < path.length() - 1 && path.indexOf('/', slash + 1) < 0;
        return wellFormed ? slash : -1;
    }

    /** The best match for a gRPC request, or null. */
    @Nullable
    Match find(RequestHead head, Trace trace) {
        String path = head.path();
        int slash = methodSlash(path);
        Match found = null;
        if (slash > 0) {
            found = find(calls.get(path), head, trace);
            found = found != null ? found : find(services.whole(path, 1, slash), head, trace);
            found = found != null ? found : serviceExpressions.find(head, trace);
            found = found != null ? found : find(methods.whole(path, slash + 1, path.length()), head, trace);
            found = found != null ? found : methodExpressions.find(head, trace);
        }
        return found != null ? found : every.find(head, trace);
    }

    private static @Nullable Match find(@Nullable Bucket bucket, RequestHead head, Trace trace) {
        return bucket == null ? null : bucket.find(head, trace);
    }
}
