package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a route, lowered: every kind of route ends in this form.
 *
 * @param route the parent's {@link RoutePlan#route()}
 * @param index of the rule in {@code spec.rules}; earlier rules win ties
 * @param name {@code rules[].name}
 * @param matches any of them selects the rule; never empty for HTTP and gRPC, empty for TLS, TCP and UDP
 * @param filters in the order in which they run
 * @param backends with their weights, also those that cannot be resolved
 * @param timeouts of the exchange
 * @param retry absent: no repetition
 * @param session session persistence, absent: none
 * @param refusal present if the rule as a whole cannot be honoured: it still matches and answers 500
 */
public record RulePlan(
        ObjectRef route,
        int index,
        Optional<String> name,
        List<MatchPlan> matches,
        List<FilterPlan> filters,
        List<BackendPlan> backends,
        Timeouts timeouts,
        Optional<Retry> retry,
        Optional<Session> session,
        Optional<Refusal> refusal)
        implements PlanEntry {
    public RulePlan {
        matches = List.copyOf(matches);
        filters = List.copyOf(filters);
        backends = List.copyOf(backends);
    }

    @Override
    public String key() {
        return "rule/" + route.kind() + "/" + route.namespace() + "/" + route.name() + "/" + index;
    }

    /**
     * {@code HTTPRouteRule.timeouts} (GEP-1742). Absent or zero in the API is absent here: no limit.
     *
     * @param request from the whole request head received to the last response byte sent, all tries included
     * @param backendRequest one try
     */
    public record Timeouts(Optional<Duration> request, Optional<Duration> backendRequest) {
        public static final Timeouts NONE = new Timeouts(Optional.empty(), Optional.empty());
    }

    /**
     * {@code HTTPRouteRule.retry} (GEP-1731).
     *
     * @param codes response codes that are tried again; connection errors always are
     * @param attempts extra tries beyond the first; 0 disables
     * @param backoff least pause before a try; absent leaves it to the data plane
     */
    public record Retry(List<Integer> codes, int attempts, Optional<Duration> backoff) {
        public Retry {
            codes = codes.stream().sorted().distinct().toList();
        }
    }

    /**
     * Session persistence (GEP-1619).
     *
     * @param cookie true: by cookie, false: by header
     * @param name of the cookie or header
     * @param path cookie path
     * @param permanent cookie with an expiry; false: a session cookie
     * @param absoluteTimeout age at which a session ends, whatever its use
     */
    public record Session(
            boolean cookie, String name, String path, boolean permanent, Optional<Duration> absoluteTimeout) {}
}
