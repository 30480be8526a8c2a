package io.gatewright.bench.match;

import io.gatewright.semantics.match.Headers;
import io.gatewright.semantics.match.Match;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One match: from the head of a request to its rule. Head and port are there already, as they are when a request has been
 * read from its connection.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatchBenchmark {
    @Param
    public Shape shape = Shape.HOSTS;

    @Param({"10", "1000", "10000", "100000"})
    public int rules;

    private Router.@Nullable Port port;
    private @Nullable RequestHead head;

    @Setup
    public void build() {
        port = Router.of(ManyRules.plan(shape, rules)).port(ManyRules.PORT);
        int route = rules / (2 * Shape.RULES_PER_ROUTE);
        String host = shape.requestHost(route);
        head = new RequestHead(
                "GET",
                "http",
                host,
                host,
                shape.requestPath(route, 4),
                null,
                new Given(shape.requestHeaders(route, 4)));
        check();
    }

    /** The answer is the right one, before and after the measurement. */
    @TearDown
    public void check() {
        int route = rules / (2 * Shape.RULES_PER_ROUTE);
        Match match = match();
        boolean right = match == null
                ? !shape.hit()
                : shape.hit()
                        && match.rule().route().name().equals("r" + route)
                        && match.rule().index() == 4;
        if (!right) {
            throw new IllegalStateException(
                    "expected " + (shape.hit() ? "rule 4 of r" + route : "no match") + ", got " + match);
        }
    }

    @Benchmark
    public @Nullable Match match() {
        RequestHead request = Objects.requireNonNull(head);
        Router.Listener listener = Objects.requireNonNull(port).listener(request.host());
        return listener == null ? null : listener.hosts().match(request, Trace.NONE);
    }

    /** Headers by name, each once. Asking for one allocates nothing, so that what is measured is the match. */
    private static final class Given implements Headers {
        private final Map<String, List<String>> values;

        Given(Map<String, String> values) {
            this.values = values.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
        }

        @Override
        public @Nullable CharSequence first(CharSequence lowerName) {
            List<String> all = values.get(lowerName.toString());
            return all == null ? null : all.get(0);
        }

        @Override
        public List<? extends CharSequence> all(CharSequence lowerName) {
            return values.getOrDefault(lowerName.toString(), List.of());
        }
    }
}
