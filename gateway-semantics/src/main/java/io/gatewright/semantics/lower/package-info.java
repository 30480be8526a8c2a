/**
 * Lowering: the rules of each kind of route into the one form of the plan, together with the findings about them. The only
 * place, besides reading, where kinds of routes differ. Front door: {@link io.gatewright.semantics.lower.Lowering}.
 */
@NullMarked
package io.gatewright.semantics.lower;

import org.jspecify.annotations.NullMarked;
