/**
 * Properties over random cases: what must hold whatever is declared. The front door is {@code AgreementProperties}.
 */
@org.jspecify.annotations.NullMarked
package io.gatewright.conformance.property;
