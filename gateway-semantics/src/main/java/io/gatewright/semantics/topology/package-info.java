/**
 * The world with every reference followed and every route attached or refused, and the order of the passes that find out.
 * Front doors: {@link io.gatewright.semantics.topology.Topology#of} and, through time, {@link
 * io.gatewright.semantics.topology.Topology#next}.
 */
@NullMarked
package io.gatewright.semantics.topology;

import org.jspecify.annotations.NullMarked;
