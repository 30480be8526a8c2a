package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.route.Fraction;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Where spans go and how many (v1alpha1 {@code Tracing}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableTracing.class)
public interface Tracing {
    // values of mode()
    String ENABLED = "Enabled";
    String DISABLED = "Disabled";
    String IMPLEMENTATION_DEFAULT = "ImplementationDefault";

    @Value.Default
    default String mode() {
        return IMPLEMENTATION_DEFAULT;
    }

    Optional<TracingProvider> provider();

    /** Share of requests without a parent span that are sampled. */
    Optional<Fraction> samplingRate();

    Optional<ParentBasedSampling> parentBasedSampling();

    Optional<String> serviceName();

    Optional<String> spanName();

    List<TracingAttribute> attributes();
}
