/**
 * ReferenceGrants: may an object of one namespace refer to one of another? Front door: {@link
 * io.gatewright.semantics.grant.Grants#permits}.
 */
@NullMarked
package io.gatewright.semantics.grant;

import org.jspecify.annotations.NullMarked;
