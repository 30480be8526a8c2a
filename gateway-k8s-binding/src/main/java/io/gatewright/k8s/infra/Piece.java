package io.gatewright.k8s.infra;

import java.util.Map;

/**
 * One object to be there, with the fields that we decide about; all others are left to whoever sets them.
 *
 * @param id which object
 * @param fields as a tree, {@code apiVersion} and {@code kind} included
 */
public record Piece(Id id, Map<String, Object> fields) {

    /** Kinds of which pieces are. */
    public enum Type {
        CONFIG_MAP("", "v1", "ConfigMap", "configmaps"),
        SERVICE_ACCOUNT("", "v1", "ServiceAccount", "serviceaccounts"),
        DEPLOYMENT("apps", "v1", "Deployment", "deployments"),
        SERVICE("", "v1", "Service", "services"),
        AUTOSCALER("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
        DISRUPTION_BUDGET("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets");

        private final String group;
        private final String version;
        private final String kind;
        private final String plural;

        Type(String group, String version, String kind, String plural) {
            this.group = group;
            this.version = version;
            this.kind = kind;
            this.plural = plural;
        }

        String group() {
            return group;
        }

        String version() {
            return version;
        }

        String kind() {
            return kind;
        }

        String plural() {
            return plural;
        }

        String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }
    }

    /** An object's identity. */
    public record Id(Type type, String namespace, String name) {
        @Override
        public String toString() {
            return type.kind() + " `" + namespace + "/" + name + "`";
        }
    }

    /** Whether it is a Deployment whose number of replicas somebody else sets. */
    boolean leavesReplicas() {
        return id.type() == Type.DEPLOYMENT
                && fields.get("spec") instanceof Map<?, ?> spec
                && !spec.containsKey("replicas");
    }
}
