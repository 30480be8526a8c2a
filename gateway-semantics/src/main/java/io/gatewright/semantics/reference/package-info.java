/**
 * Following references: from a field of one object to the object it names, or to the reason why not. Front door: {@link
 * io.gatewright.semantics.reference.References}; exactly one function there decides kind, consent and existence.
 */
@NullMarked
package io.gatewright.semantics.reference;

import org.jspecify.annotations.NullMarked;
