package io.gatewright.semantics.match;

import io.gatewright.semantics.plan.PathMatch;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of GRPCRoutes under one host. The buckets are visited in the order of precedence: service and method spelled
 * out, service, expressions for the service, method, expressions for the method, every call.
 */
final class GrpcTable {
    private final Map<String, Bucket> calls;
    private final Regions<Bucket> services;
    private final Bucket serviceExpressions;
    private final Regions<Bucket> methods;
    private final Bucket methodExpressions;
    private final Bucket every;

    GrpcTable(List<Candidate> candidates) {
        Map<String, List<Candidate>> byCall = new HashMap<>();
        Map<String, List<Candidate>> byService = new HashMap<>();
        Map<String, List<Candidate>> byMethod = new HashMap<>();
        List<Candidate> expressionsForService = new ArrayList<>();
        List<Candidate> expressionsForMethod = new ArrayList<>();
        List<Candidate> all = new ArrayList<>();
        for (Candidate candidate : candidates) {
            // a GRPCRoute has no other kind of path match: one that has takes nothing
            if (candidate.match.match().path() instanceof PathMatch.GrpcCall call) {
                List<Candidate> bucket;
                if (call.service().isEmpty() && call.method().isEmpty()) {
                    bucket = all;
                } else if (call.regex()) {
                    bucket = call.service().isPresent() ? expressionsForService : expressionsForMethod;
                } else if (call.service().isPresent() && call.method().isPresent()) {
                    bucket = byCall.computeIfAbsent(
                            "/" + call.service().get() + "/" + call.method().get(), key -> new ArrayList<>());
                } else if (call.service().isPresent()) {
                    bucket = byService.computeIfAbsent(call.service().get(), key -> new ArrayList<>());
                } else {
                    bucket = byMethod.computeIfAbsent(call.method().get(), key -> new ArrayList<>());
                }
                bucket.add(candidate);
            }
        }
        this.calls = buckets(byCall);
        this.services = Regions.prefixes(buckets(byService));
        this.serviceExpressions = Bucket.of(expressionsForService);
        this.methods = Regions.prefixes(buckets(byMethod));
        this.methodExpressions = Bucket.of(expressionsForMethod);
        this.every = Bucket.of(all);
    }

    private static Map<String, Bucket> buckets(Map<String, List<Candidate>> lists) {
        Map<String, Bucket> buckets = new HashMap<>();
        lists.forEach((key, list) -> buckets.put(key, Bucket.of(list)));
        return buckets;
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
