/**
 * The one evaluator: from the head of a request to an answer or to a backend, the same for traffic, {@code explain} and
 * tests. Also the table of all answers that the gateway makes itself, and the decision to try again. Front door: {@link
 * io.gatewright.semantics.decide.Evaluator}.
 */
@NullMarked
package io.gatewright.semantics.decide;

import org.jspecify.annotations.NullMarked;
