/**
 * The control path without I/O: full builds and single edits through the control loop. Front door: {@code
 * benchmarks/run resolve}.
 */
@NullMarked
package io.gatewright.bench.resolve;

import org.jspecify.annotations.NullMarked;
