/**
 * Reports: what is said to each object, its whole status, derived from topology and acks in one place. Front door: {@link
 * io.gatewright.semantics.report.Reports#of}.
 */
@NullMarked
package io.gatewright.semantics.report;

import org.jspecify.annotations.NullMarked;
