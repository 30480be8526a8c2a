/**
 * Reasons: why something is not as its author wished. Passes collect {@link io.gatewright.semantics.finding.Finding}s and
 * never write status; {@code semantics.report} turns them into conditions. Front door: {@link
 * io.gatewright.semantics.finding.Reason}.
 */
@NullMarked
package io.gatewright.semantics.finding;

import org.jspecify.annotations.NullMarked;
