/**
 * The values of GatewayClass, Gateway and ListenerSet, field by field as in the API v1.7.0 (both channels). Front doors:
 * {@link io.gatewright.model.gateway.GatewayClass}, {@link io.gatewright.model.gateway.Gateway},
 * {@link io.gatewright.model.gateway.ListenerSet}.
 */
@NullMarked
@ModelStyle
package io.gatewright.model.gateway;

import io.gatewright.model.core.ModelStyle;
import org.jspecify.annotations.NullMarked;
