/**
 * Which rule takes a request: parsing of target and authority, listeners by host, hosts, rules, precedence. Everything is
 * compiled once per plan; asking costs nothing for rules that have nothing to do with the request. Front door: {@link
 * io.gatewright.semantics.match.Router}.
 */
@NullMarked
package io.gatewright.semantics.match;

import org.jspecify.annotations.NullMarked;
