package io.gatewright.runtime.filter;

import io.gatewright.semantics.plan.FilterPlan;
import java.util.Optional;

/**
 * A door for the runtime half of an extension kind: found by {@link java.util.ServiceLoader} when a data plane starts.
 * Experimental: it may change until two implementations exist.
 */
public interface ExtensionFilter {
    /**
     * The filter for an object that an {@code extensionRef} names.
     *
     * @param extension the object and the payload that the extension's semantics half lowered it to
     * @return empty if the kind is not this extension's
     */
    Optional<AskingFilter> open(FilterPlan.Extension extension);
}
