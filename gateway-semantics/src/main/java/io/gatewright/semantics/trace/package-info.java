/**
 * What a decision looked at, in order, for people: {@code explain}, the live trace, tests. A trace only listens; it can
 * change no decision. Front door: {@link io.gatewright.semantics.trace.Trace}.
 */
@NullMarked
package io.gatewright.semantics.trace;

import org.jspecify.annotations.NullMarked;
