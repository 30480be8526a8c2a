package io.gatewright.model.parameters;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.IntOrString;
import java.util.Optional;
import org.immutables.value.Value;

/** How many proxies may be taken away at once; exactly one of the two is set, a number or a percentage. */
@Value.Immutable
@JsonDeserialize(as = ImmutableProxyDisruptionBudget.class)
public interface ProxyDisruptionBudget {
    Optional<IntOrString> minAvailable();

    Optional<IntOrString> maxUnavailable();
}
