/**
 * The world with every reference followed and every route attached or refused, and the order of the passes that find out.
 * Front door: {@link io.gatewright.semantics.topology.Topology#of}.
 */
@NullMarked
package io.gatewright.semantics.topology;

import org.jspecify.annotations.NullMarked;
