/**
 * From topology to plans, one per Gateway. Front door: {@link io.gatewright.semantics.planner.Planner#plan}.
 */
@NullMarked
package io.gatewright.semantics.planner;

import org.jspecify.annotations.NullMarked;
