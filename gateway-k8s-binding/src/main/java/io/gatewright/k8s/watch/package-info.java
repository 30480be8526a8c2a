/**
 * Watches to events, without decisions: which kinds the API server serves, one informer per kind (and, for what others own,
 * per namespace in which something of ours refers to it), and what of all that concerns our Gateways. Front door:
 * {@link io.gatewright.k8s.watch.ClusterWatch}.
 */
@NullMarked
package io.gatewright.k8s.watch;

import org.jspecify.annotations.NullMarked;
