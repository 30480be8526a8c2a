package io.gatewright.runtime.stream;

import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.plan.RulePlan;
import org.jspecify.annotations.Nullable;

/** Where a connection or a flow of datagrams goes. */
sealed interface Destination {
    /** The rule that decided, null if none did. */
    @Nullable
    RulePlan rule();

    /** To a backend that has endpoints. */
    record To(RulePlan rule, Cluster cluster) implements Destination {}

    /** Nowhere: the connection is reset, the datagram dropped. */
    record Nowhere(@Nullable RulePlan rule, @Nullable String backend, ReplyReason reason) implements Destination {}
}
