/**
 * Listener, host and rule of a request, among few and many rules; by JMH. Front door: {@code benchmarks/run match}.
 */
@NullMarked
package io.gatewright.bench.match;

import org.jspecify.annotations.NullMarked;
