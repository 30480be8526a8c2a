package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind.Scope;
import org.immutables.value.Value;

/** A bundle of trust anchors for the whole cluster (certificates.k8s.io). */
@Value.Immutable
@JsonDeserialize(as = ImmutableClusterTrustBundle.class)
public interface ClusterTrustBundle extends ApiObject {
    Kind<ClusterTrustBundle> KIND = Kind.of(
            "certificates.k8s.io",
            "ClusterTrustBundle",
            "clustertrustbundles",
            Scope.CLUSTER,
            ClusterTrustBundle.class,
            "v1beta1",
            "v1",
            "v1alpha1");

    @Override
    default Kind<ClusterTrustBundle> kind() {
        return KIND;
    }

    ClusterTrustBundleSpec spec();
}
