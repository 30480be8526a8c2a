/**
 * The data plane: takes plans and serves them. Front doors: {@link io.gatewright.runtime.DataPlane} starts, takes plans,
 * drains and stops; {@link io.gatewright.runtime.RuntimeSettings} and {@link io.gatewright.runtime.Limits} say within
 * which bounds.
 */
@NullMarked
package io.gatewright.runtime;

import org.jspecify.annotations.NullMarked;
