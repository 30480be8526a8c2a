package io.gatewright.semantics.decide;

import io.gatewright.semantics.edit.MutableHead;

/**
 * A copy of the request for another backend, whose answer is ignored.
 *
 * @param cluster key of the target's {@link io.gatewright.semantics.plan.ClusterPlan}
 * @param head as it was when the mirror filter ran: after the filters before it
 */
public record MirrorCopy(String cluster, MutableHead head) {}
