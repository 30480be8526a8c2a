/**
 * What is told about traffic: one {@link io.gatewright.runtime.observe.AccessRecord} per exchange for the {@link
 * io.gatewright.runtime.observe.AccessLog}, and {@link io.gatewright.runtime.observe.Meters}. Nothing here blocks
 * an event loop.
 */
@NullMarked
package io.gatewright.runtime.observe;

import org.jspecify.annotations.NullMarked;
