/**
 * Reports: what is said to each object, its whole status, derived from topology and acks in one place. Front doors:
 * {@link io.gatewright.semantics.report.Reports#of} and, through time, {@link io.gatewright.semantics.report.Reporting}.
 */
@NullMarked
package io.gatewright.semantics.report;

import org.jspecify.annotations.NullMarked;
