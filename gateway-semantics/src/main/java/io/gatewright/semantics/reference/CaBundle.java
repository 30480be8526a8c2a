package io.gatewright.semantics.reference;

import io.gatewright.model.name.ObjectRef;

/**
 * Certificate authorities that were found.
 *
 * @param source the ConfigMap or ClusterTrustBundle
 * @param pem one or more certificates
 */
public record CaBundle(ObjectRef source, String pem) {}
