/**
 * The values of the five route kinds and the parts they share, field by field as in the API v1.7.0 (both channels).
 * Front door: {@link io.gatewright.model.route.Route} and the five interfaces that extend it.
 */
@NullMarked
@ModelStyle
package io.gatewright.model.route;

import io.gatewright.model.core.ModelStyle;
import org.jspecify.annotations.NullMarked;
