package io.gatewright.k8s.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Condition;
import io.gatewright.model.core.Kind;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.PolicyStatus;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.read.ModelJson;
import io.gatewright.model.route.Route;
import io.gatewright.semantics.report.StatusMerge;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Statuses as JSON merge patches (RFC 7396), locked to the version they were derived from. */
final class StatusPatch {
    private static final Set<Kind<?>> WITH_STATUS = Set.of(
            GatewayClass.KIND,
            Gateway.KIND,
            ListenerSet.KIND,
            BackendTlsPolicy.KIND,
            XBackend.KIND,
            XBackendTrafficPolicy.KIND,
            XTelemetryPolicy.KIND);

    private final ModelJson json = new ModelJson();

    boolean hasStatus(Kind<?> kind) {
        return WITH_STATUS.contains(kind) || Route.class.isAssignableFrom(kind.type());
    }

    /**
     * The patch that turns the status of {@code current} into that of {@code wanted}.
     *
     * @param version of {@code current}
     */
    String of(ApiObject current, Optional<String> version, ApiObject wanted) {
        JsonNode before = status(current);
        JsonNode after = status(wanted);
        ObjectNode status = after instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        // what a patch does not name stays: lists have to be emptied, other fields taken away
        before.properties().forEach(field -> {
            if (!status.has(field.getKey())) {
                status.set(
                        field.getKey(),
                        field.getValue().isArray()
                                ? JsonNodeFactory.instance.arrayNode()
                                : JsonNodeFactory.instance.nullNode());
            }
        });
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        version.ifPresent(known -> metadata.put("resourceVersion", known));
        patch.set("status", status);
        return patch.toString();
    }

    /** Of the object nothing but its status is made into a tree: the rest of it may be large. */
    private JsonNode status(ApiObject object) {
        Object status = object instanceof GatewayClass value
                ? value.status()
                : object instanceof Gateway value
                        ? value.status()
                        : object instanceof ListenerSet value
                                ? value.status()
                                : object instanceof Route value
                                        ? value.status().orElse(null)
                                        : ofPolicy(object).orElse(null);
        return status == null ? MissingNode.getInstance() : json.partToTree(status);
    }

    private static Optional<PolicyStatus> ofPolicy(ApiObject object) {
        if (object instanceof BackendTlsPolicy policy) {
            return policy.status();
        } else if (object instanceof XBackend backend) {
            return backend.status();
        } else if (object instanceof XBackendTrafficPolicy policy) {
            return policy.status();
        } else if (object instanceof XTelemetryPolicy policy) {
            return policy.status();
        }
        throw new IllegalArgumentException("no status to write: " + object.kind());
    }

    /** Without our entries, if it is of a kind whose status has entries of several controllers. */
    Optional<ApiObject> silenced(StatusMerge merge, ApiObject current, Instant now) {
        boolean shared =
                !(current instanceof GatewayClass || current instanceof Gateway || current instanceof ListenerSet);
        return shared ? merge.merge(current, StatusMerge.silence(current), now) : Optional.empty();
    }

    /** The Gateway whose proxies serve what an object declares; the object itself if it declares nothing to serve. */
    ObjectRef gateway(ApiObject object) {
        return object instanceof ListenerSet set
                ? set.spec().parentRef().refFrom(object.ref().namespace())
                : object.ref();
    }

    /** Whether its status says that it is served. */
    boolean programmed(ApiObject object) {
        List<Condition> conditions = object instanceof Gateway gateway
                ? gateway.status().conditions()
                : object instanceof ListenerSet set ? set.status().conditions() : List.of();
        return conditions.stream()
                .anyMatch(condition -> condition.type().equals("Programmed")
                        && condition.status().equals("True"));
    }
}
