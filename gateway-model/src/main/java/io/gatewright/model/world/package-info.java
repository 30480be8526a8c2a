/**
 * What was declared: every object, immutable and indexed, and the events that lead from one state to the next. The front
 * door is {@link io.gatewright.model.world.World}.
 */
@NullMarked
package io.gatewright.model.world;

import org.jspecify.annotations.NullMarked;
