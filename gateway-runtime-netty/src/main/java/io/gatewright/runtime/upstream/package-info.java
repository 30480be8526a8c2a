/**
 * Connections to backends. Everything here belongs to one event loop: the pools, the load and the health of endpoints as
 * that loop sees them. Live things are keyed by cluster, endpoint and TLS identity beside the snapshot, so a new snapshot
 * cuts nothing that it still wants. Front door: {@link io.gatewright.runtime.upstream.Upstreams}.
 */
@NullMarked
package io.gatewright.runtime.upstream;

import org.jspecify.annotations.NullMarked;
