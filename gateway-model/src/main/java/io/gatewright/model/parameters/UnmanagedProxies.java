package io.gatewright.model.parameters;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** Proxies that the owner of a Gateway runs, in the Gateway's namespace. */
@Value.Immutable
@JsonDeserialize(as = ImmutableUnmanagedProxies.class)
public interface UnmanagedProxies {
    /** The Service whose addresses are the Gateway's. */
    String service();

    /** The ServiceAccount that the proxies run as: only it is given this Gateway's plan. */
    String serviceAccount();
}
