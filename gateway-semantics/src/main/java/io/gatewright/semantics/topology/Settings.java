package io.gatewright.semantics.topology;

import java.util.List;
import java.util.Optional;

/**
 * What an implementation decides about itself; everything else is declared by objects.
 *
 * @param controllerName GatewayClasses with this {@code controllerName} are ours, all others are left alone
 * @param supportedFeatures names as in {@code GatewayClass.status.supportedFeatures}, ascending. Only features whose tests
 *     pass belong here
 * @param bundleVersion version of the installed CRDs; absent where there are none (files): then every object is read as
 *     v1.7.0
 */
public record Settings(String controllerName, List<String> supportedFeatures, Optional<String> bundleVersion) {
    /** The version of the API that this library implements. */
    public static final String API_VERSION = "v1.7";

    public Settings {
        supportedFeatures = supportedFeatures.stream().sorted().distinct().toList();
    }

    /** Gatewright's own: controller {@code gatewright.io/controller} with {@link SupportedFeatures#ALL}. */
    public static Settings defaults() {
        return new Settings("gatewright.io/controller", SupportedFeatures.ALL, Optional.empty());
    }

    /**
     * Of a controller in a cluster, with everything that is supported there.
     *
     * @param bundleVersion of the installed CRDs, if it is known
     */
    public static Settings inCluster(String controllerName, Optional<String> bundleVersion) {
        return new Settings(controllerName, SupportedFeatures.IN_CLUSTER, bundleVersion);
    }
}
