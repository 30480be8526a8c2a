package io.gatewright.model.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** The spec of an HTTPRoute (v1 {@code HTTPRouteSpec}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpRouteSpec.class)
public interface HttpRouteSpec extends CommonRouteSpec {
    /** As written; absent means the host names of the listener. */
    @Override
    List<String> hostnames();

    @Value.Default
    @JsonInclude(JsonInclude.Include.ALWAYS) // an empty list is not the default
    default List<HttpRouteRule> rules() {
        return List.of(ImmutableHttpRouteRule.builder().build());
    }
}
