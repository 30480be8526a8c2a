package io.gatewright.semantics.plan;

import java.util.Optional;
import java.util.function.Function;

/** How a path is matched: {@code HTTPPathMatch}, or {@code GRPCMethodMatch} in terms of {@code /service/method}. */
public sealed interface PathMatch {
    <R> R fold(
            Function<Exact, R> exact, Function<Prefix, R> prefix, Function<Regex, R> regex, Function<GrpcCall, R> call);

    /** The whole path, case-sensitive. */
    record Exact(String value) implements PathMatch {
        @Override
        public <R> R fold(
                Function<Exact, R> exact,
                Function<Prefix, R> prefix,
                Function<Regex, R> regex,
                Function<GrpcCall, R> call) {
            return exact.apply(this);
        }
    }

    /**
     * Whole path segments from the start.
     *
     * @param value without a trailing slash, so the root is the empty string
     */
    record Prefix(String value) implements PathMatch {
        @Override
        public <R> R fold(
                Function<Exact, R> exact,
                Function<Prefix, R> prefix,
                Function<Regex, R> regex,
                Function<GrpcCall, R> call) {
            return prefix.apply(this);
        }
    }

    /** An RE2 expression that must match the whole path. */
    record Regex(String pattern) implements PathMatch {
        @Override
        public <R> R fold(
                Function<Exact, R> exact,
                Function<Prefix, R> prefix,
                Function<Regex, R> regex,
                Function<GrpcCall, R> call) {
            return regex.apply(this);
        }
    }

    /**
     * A gRPC call. Both absent: every gRPC request.
     *
     * @param service full service name or expression
     * @param method method name or expression
     * @param regex both values are RE2 expressions that must match in whole
     */
    record GrpcCall(Optional<String> service, Optional<String> method, boolean regex) implements PathMatch {
        @Override
        public <R> R fold(
                Function<Exact, R> exact,
                Function<Prefix, R> prefix,
                Function<Regex, R> regex,
                Function<GrpcCall, R> call) {
            return call.apply(this);
        }
    }
}
