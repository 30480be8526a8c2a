/**
 * Benchmarks of semantics and control loop, a package each. Each asserts its answers. Front door: {@code benchmarks/run
 * NAME}.
 */
@NullMarked
package io.gatewright.bench;

import org.jspecify.annotations.NullMarked;
