/**
 * Plans as text: what {@code gatewright plan} prints, the admin port dumps and a feed may carry. Front door: {@link
 * io.gatewright.app.plan.PlanJson}.
 */
@NullMarked
package io.gatewright.app.plan;

import org.jspecify.annotations.NullMarked;
