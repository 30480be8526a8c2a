package io.gatewright.k8s.status;

import io.gatewright.model.core.ApiObject;
import java.util.Optional;

/**
 * An object as the API server has it, as far as we know.
 *
 * @param version after a write of ours that of the answer, which is newer than what the object itself says
 */
record Observed(ApiObject object, Optional<String> version) {
    static Observed of(ApiObject object) {
        return new Observed(object, object.metadata().resourceVersion());
    }

    /** The newer one of this and another one; the other one if it is another object of the same name. */
    Observed newer(Observed now) {
        return now.number() >= number()
                        || !now.object.metadata().uid().equals(object.metadata().uid())
                ? now
                : this;
    }

    /** Resource versions count upwards (KEP-5504); one that is no number is taken for new. */
    private long number() {
        try {
            return version.map(Long::parseLong).orElse(Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
