package io.gatewright.k8s.infra;

import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.model.parameters.GatewayParametersSpec;
import io.gatewright.model.parameters.ImmutableGatewayParametersSpec;
import java.util.Optional;

/** The parameters of a Gateway over those of its class: what the Gateway's set counts, field by field. */
final class Effective {
    private Effective() {}

    static GatewayParametersSpec of(Optional<GatewayParameters> ofClass, Optional<GatewayParameters> ofGateway) {
        GatewayParametersSpec general = ofClass.map(GatewayParameters::spec)
                .orElseGet(() -> ImmutableGatewayParametersSpec.builder().build());
        if (ofGateway.isEmpty()) {
            return general;
        }
        GatewayParametersSpec own = ofGateway.get().spec();
        boolean scaled = own.replicas().isPresent() || own.autoscaling().isPresent();
        return ImmutableGatewayParametersSpec.builder()
                // the two exclude each other, so they are replaced together
                .replicas(scaled ? own.replicas() : general.replicas())
                .autoscaling(scaled ? own.autoscaling() : general.autoscaling())
                .disruptionBudget(own.disruptionBudget().or(general::disruptionBudget))
                .resources(own.resources().or(general::resources))
                .service(own.service().or(general::service))
                .nameTemplate(own.nameTemplate().or(general::nameTemplate))
                .placement(own.placement().or(general::placement))
                .image(own.image().or(general::image))
                .imagePullPolicy(own.imagePullPolicy().or(general::imagePullPolicy))
                .imagePullSecrets(
                        own.imagePullSecrets().isEmpty() ? general.imagePullSecrets() : own.imagePullSecrets())
                .logLevel(own.logLevel().or(general::logLevel))
                .accessLog(own.accessLog().or(general::accessLog))
                .unmanaged(own.unmanaged().isPresent() || shapes(own) ? own.unmanaged() : general.unmanaged())
                .build();
    }

    /** Whether it says anything about proxies that we run. */
    private static boolean shapes(GatewayParametersSpec own) {
        return own.replicas().isPresent()
                || own.autoscaling().isPresent()
                || own.disruptionBudget().isPresent()
                || own.resources().isPresent()
                || own.service().isPresent()
                || own.nameTemplate().isPresent()
                || own.placement().isPresent()
                || own.image().isPresent();
    }
}
