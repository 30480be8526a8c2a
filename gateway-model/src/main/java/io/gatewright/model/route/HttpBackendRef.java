package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** A backend of an HTTP rule with filters of its own (v1 {@code HTTPBackendRef}). */
@Value.Immutable
@SuppressWarnings("immutables:subtype") // as in the API; values of different types are never equal
@JsonDeserialize(as = ImmutableHttpBackendRef.class)
public interface HttpBackendRef extends BackendRef {
    /** Run only for requests that this backend gets. */
    List<HttpRouteFilter> filters();
}
