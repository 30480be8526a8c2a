package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Conditions on a request, all of which must hold (v1 {@code HTTPRouteMatch}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpRouteMatch.class)
public interface HttpRouteMatch {
    @Value.Default
    default HttpPathMatch path() {
        return ImmutableHttpPathMatch.builder().build();
    }

    List<HttpHeaderMatch> headers();

    List<HttpQueryParamMatch> queryParams();

    /** Upper case; absent means any. */
    Optional<String> method();
}
