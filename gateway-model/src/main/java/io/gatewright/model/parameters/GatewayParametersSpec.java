package io.gatewright.model.parameters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The spec of GatewayParameters. What is absent is left to the GatewayClass's parameters, then to the controller's own
 * defaults. Fields that are copied into a pod as they are ({@code resources}, {@code placement}) are kept as trees.
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableGatewayParametersSpec.class)
public interface GatewayParametersSpec {
    /** How many proxies; excludes {@link #autoscaling()}. */
    Optional<Integer> replicas();

    /** A HorizontalPodAutoscaler decides how many proxies there are. */
    Optional<ProxyAutoscaling> autoscaling();

    /** A PodDisruptionBudget for the proxies. */
    Optional<ProxyDisruptionBudget> disruptionBudget();

    /** {@code resources} of the proxy container, as in core v1. */
    Optional<JsonNode> resources();

    /** The Service that clients reach. */
    Optional<ProxyService> service();

    /** How generated objects are named: {@code {gateway}} and {@code {class}} are replaced. */
    Optional<String> nameTemplate();

    /** Where the proxies run: fields of a pod spec. */
    Optional<ProxyPlacement> placement();

    /** The image of the proxies instead of the controller's own. */
    Optional<String> image();

    /** {@code Always}, {@code IfNotPresent} or {@code Never}. */
    Optional<String> imagePullPolicy();

    /** Secrets in the Gateway's namespace. */
    List<NamedObject> imagePullSecrets();

    /** {@code error}, {@code warn}, {@code info} or {@code debug}. */
    Optional<String> logLevel();

    /** Whether proxies write an access log to their standard output. */
    Optional<Boolean> accessLog();

    /** The owner of the Gateway runs its proxies; excludes all that shapes them. */
    Optional<UnmanagedProxies> unmanaged();
}
