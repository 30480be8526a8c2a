/**
 * From topology to plans, one per Gateway. Front doors: {@link io.gatewright.semantics.planner.Planner#plan} and,
 * through time, {@link io.gatewright.semantics.planner.Plans}.
 */
@NullMarked
package io.gatewright.semantics.planner;

import org.jspecify.annotations.NullMarked;
