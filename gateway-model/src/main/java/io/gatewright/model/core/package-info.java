/**
 * The kinds of Kubernetes itself that the Gateway API refers to (Namespace, Service, EndpointSlice, Secret, ConfigMap,
 * ClusterTrustBundle) and what all kinds share. Front door: {@link io.gatewright.model.core.ApiObject} and
 * {@link io.gatewright.model.core.Kind}.
 *
 * <p>Only the fields that matter to a gateway are kept.
 */
@NullMarked
@ModelStyle
package io.gatewright.model.core;

import org.jspecify.annotations.NullMarked;
