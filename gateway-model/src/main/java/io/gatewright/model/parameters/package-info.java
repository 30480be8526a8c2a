/**
 * Settings of our own that the API leaves to implementations: {@link io.gatewright.model.parameters.GatewayParameters}, what a
 * {@code parametersRef} of a Gateway or GatewayClass may name.
 */
@NullMarked
@ModelStyle
package io.gatewright.model.parameters;

import io.gatewright.model.core.ModelStyle;
import org.jspecify.annotations.NullMarked;
