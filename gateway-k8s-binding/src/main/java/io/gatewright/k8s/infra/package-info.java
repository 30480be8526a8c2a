/**
 * What runs for a Gateway: a pure {@link io.gatewright.k8s.infra.InfraPlan} of Deployment, Service and what belongs to them
 * (GEP-1762), and the writer that keeps the cluster like it.
 */
@NullMarked
package io.gatewright.k8s.infra;

import org.jspecify.annotations.NullMarked;
