/**
 * The narrow waist: what one Gateway must do, as flat, keyed, serialisable values in which children name their parent.
 * Left of it nothing knows sockets, right of it nothing knows Kubernetes. Front doors: {@link
 * io.gatewright.semantics.plan.Plan}, {@link io.gatewright.semantics.plan.PlanDiff}, {@link
 * io.gatewright.semantics.plan.PlanSink}.
 */
@NullMarked
package io.gatewright.semantics.plan;

import org.jspecify.annotations.NullMarked;
