package io.gatewright.semantics.policy;

import io.gatewright.model.core.ApiObject;
import java.time.Instant;
import java.util.Comparator;

/** Among policies that ask for different things at one place: the oldest, then the first by namespace and name (GEP-713). */
final class Precedence {
    static final Comparator<ApiObject> OLDEST_FIRST = Comparator.comparing(
                    (ApiObject object) -> object.metadata().creationTimestamp().orElse(Instant.EPOCH))
            .thenComparing(ApiObject::ref);

    private Precedence() {}
}
