/**
 * Certificates for cases, made in memory and new in each run. The front door is {@link
 * io.gatewright.conformance.pki.Certificates}.
 */
@org.jspecify.annotations.NullMarked
package io.gatewright.conformance.pki;
