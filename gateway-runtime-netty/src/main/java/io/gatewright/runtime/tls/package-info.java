/**
 * TLS on both sides: the ClientHello chooses what becomes of a connection; contexts for clients and for backends
 * are made here from PEM. Key material is never in a message, a log or a {@code toString}.
 */
@NullMarked
package io.gatewright.runtime.tls;

import org.jspecify.annotations.NullMarked;
