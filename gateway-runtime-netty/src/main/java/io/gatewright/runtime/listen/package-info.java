/**
 * Sockets: ports that open and close by difference, connection limits, PROXY protocol, event loops, and what is
 * known of a connection before its first request. Front doors: {@link io.gatewright.runtime.listen.Transport} and
 * {@link io.gatewright.runtime.listen.ConnectionInfo}.
 */
@NullMarked
package io.gatewright.runtime.listen;

import org.jspecify.annotations.NullMarked;
