/**
 * Choosing among several: backends by weight, endpoints by load, requests to mirror by fraction, the endpoint of a
 * session. Randomness, time and keys are arguments. Front doors: {@link io.gatewright.semantics.pick.WeightedChoice} and
 * {@link io.gatewright.semantics.pick.Balancer}.
 */
@NullMarked
package io.gatewright.semantics.pick;

import org.jspecify.annotations.NullMarked;
