/**
 * Backends that say what they saw: small servers on loopback that speak everything a case may ask of a backend. The front door
 * is {@link io.gatewright.conformance.echo.EchoServers}.
 */
@org.jspecify.annotations.NullMarked
package io.gatewright.conformance.echo;
