/**
 * Clients that do exactly what a case says, also what no decent client would do. The front door is {@link
 * io.gatewright.conformance.client.KitClient}.
 */
@org.jspecify.annotations.NullMarked
package io.gatewright.conformance.client;
