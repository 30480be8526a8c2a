/**
 * Immutable collections whose changed copies share what they did not touch, so that both a change and the search for what
 * changed cost what the change is worth. The front door is {@link io.gatewright.model.sorted.SortedTree}; where a look-up has to
 * be quick and the order is nothing, {@link io.gatewright.model.sorted.SharedTable}.
 */
@NullMarked
package io.gatewright.model.sorted;

import org.jspecify.annotations.NullMarked;
