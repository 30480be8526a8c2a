package io.gatewright.model.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What to do with matching requests (v1 {@code HTTPRouteRule}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpRouteRule.class)
public interface HttpRouteRule {
    /** Unique in the route. */
    Optional<String> name();

    /** Alternatives; one of them must match. An explicitly empty list matches as the default does. */
    @Value.Default
    @JsonInclude(JsonInclude.Include.ALWAYS) // an empty list is not the default
    default List<HttpRouteMatch> matches() {
        return List.of(ImmutableHttpRouteMatch.builder().build());
    }

    /** In order. */
    List<HttpRouteFilter> filters();

    /** Where requests go, by weight. */
    List<HttpBackendRef> backendRefs();

    Optional<HttpRouteTimeouts> timeouts();

    Optional<HttpRouteRetry> retry();

    /** Experimental. */
    Optional<SessionPersistence> sessionPersistence();
}
