/**
 * Benchmarks of the semantics, by JMH. Each asserts its answer before it is measured. Front door: {@code ./dev bench NAME}.
 */
@NullMarked
package io.gatewright.bench;

import org.jspecify.annotations.NullMarked;
