package io.gatewright.bench;

import io.gatewright.semantics.match.Headers;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.trace.Trace;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Listener, host and rule of one request, among few and many rules: the figures ought to be about equal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatchBenchmark {
    private static final Headers NO_HEADERS = new Headers() {
        @Override
        public @Nullable CharSequence first(CharSequence lowerName) {
            return null;
        }

        @Override
        public List<? extends CharSequence> all(CharSequence lowerName) {
            return List.of();
        }
    };

    @Param({"10", "1000", "100000"})
    public int rules;

    private Router router = Router.of(ManyRules.plan(0));
    private String hitHost = "";
    private String hitPath = "";

    @Setup
    public void build() {
        router = Router.of(ManyRules.plan(rules));
        int route = rules / 20;
        hitHost = route % 100 == 0 ? ManyRules.SHARED_HOST : ManyRules.host(route);
        hitPath = ManyRules.path(route, 4) + "/deeper/still";
        Match match = hit();
        if (match == null
                || !match.rule().route().name().equals("r" + route)
                || match.rule().index() != 4) {
            throw new IllegalStateException("expected rule 4 of r" + route + ", got " + match);
        }
        if (missPath() != null || missHost() != null) {
            throw new IllegalStateException("expected no match");
        }
    }

    @Benchmark
    public @Nullable Match hit() {
        return match(hitHost, hitPath);
    }

    @Benchmark
    public @Nullable Match missPath() {
        return match(hitHost, "/nobody/serves/this");
    }

    @Benchmark
    public @Nullable Match missHost() {
        return match("nobody.example.org", hitPath);
    }

    private @Nullable Match match(String host, String path) {
        RequestHead head = new RequestHead("GET", "http", host, host, path, null, NO_HEADERS);
        Router.Port port = Objects.requireNonNull(router.port(ManyRules.PORT));
        Router.Listener listener = port.listener(host);
        return listener == null ? null : listener.hosts().match(head, Trace.NONE);
    }
}
