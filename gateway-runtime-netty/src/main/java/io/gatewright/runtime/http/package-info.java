/**
 * HTTP exchanges: one request with its response, from head to the single exit. Protocols are hidden behind {@link
 * io.gatewright.runtime.codec}, decisions are made in {@link io.gatewright.semantics.decide}, connections to backends come
 * from {@link io.gatewright.runtime.upstream}. Front door: {@link io.gatewright.runtime.http.HttpConnections}.
 */
@NullMarked
package io.gatewright.runtime.http;

import org.jspecify.annotations.NullMarked;
