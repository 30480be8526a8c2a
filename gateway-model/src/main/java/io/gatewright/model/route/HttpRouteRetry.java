package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.name.GatewayDuration;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** When to try again (v1 {@code HTTPRouteRetry}, GEP-1731). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpRouteRetry.class)
public interface HttpRouteRetry {
    /** Status codes of an answer that allow another try. */
    List<Integer> codes();

    /** Tries after the first; 0 means none. */
    @Value.Default
    default int attempts() {
        return 1;
    }

    /** Shortest pause before another try. */
    Optional<GatewayDuration> backoff();
}
