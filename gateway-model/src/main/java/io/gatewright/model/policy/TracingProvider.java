package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.route.BackendObjectReference;
import io.gatewright.model.route.HttpHeader;
import java.util.List;
import org.immutables.value.Value;

/** The collector of spans. */
@Value.Immutable
@JsonDeserialize(as = ImmutableTracingProvider.class)
public interface TracingProvider {
    BackendObjectReference backendRef();

    /** Sent with every export. */
    List<HttpHeader> headers();
}
