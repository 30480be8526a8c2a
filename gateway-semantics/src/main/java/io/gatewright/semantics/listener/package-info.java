/**
 * Listeners: the merge of a Gateway's own listeners with those of its ListenerSets, their conflicts, the kinds of route
 * each may carry. Front door: {@link io.gatewright.semantics.listener.ListenerKey} names a listener everywhere.
 */
@NullMarked
package io.gatewright.semantics.listener;

import org.jspecify.annotations.NullMarked;
