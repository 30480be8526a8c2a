/**
 * The public kit: cases of the corpus as values, and what a gateway must offer to be judged by them. The front doors are
 * {@link io.gatewright.conformance.kit.GatewayUnderTest} and {@link io.gatewright.conformance.kit.GatewayConformance}; nothing
 * here names a type of this project's own gateway. The format of a case is told in {@code conformance/README.md}.
 */
@NullMarked
package io.gatewright.conformance.kit;

import org.jspecify.annotations.NullMarked;
