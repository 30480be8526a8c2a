/** What all benchmarks of this module print: {@link io.gatewright.bench.output.Results}. */
@NullMarked
package io.gatewright.bench.output;

import org.jspecify.annotations.NullMarked;
