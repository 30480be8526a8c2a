/**
 * The values of the kinds that say something <em>about</em> other objects: ReferenceGrant, BackendTLSPolicy and the
 * experimental XBackend, XBackendTrafficPolicy, XMesh and XTelemetryPolicy, field by field as in the API v1.7.0.
 */
@NullMarked
@ModelStyle
package io.gatewright.model.policy;

import io.gatewright.model.core.ModelStyle;
import org.jspecify.annotations.NullMarked;
