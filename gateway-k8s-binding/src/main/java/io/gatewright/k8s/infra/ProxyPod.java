package io.gatewright.k8s.infra;

import static io.gatewright.k8s.infra.Pieces.tree;

import io.gatewright.k8s.identity.ProxyTokens;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.parameters.GatewayParametersSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pod of a proxy. It holds nothing that changes with listeners or routes, so that those never restart it. Without any
 * right on the API: its one token is good for the feed only.
 */
final class ProxyPod {
    /** How long a pod may take to end: the drain delay, the drain, and some air. */
    static final int GRACE_SECONDS = 60;

    static final int ADMIN_PORT = 19_090;

    private static final int USER = 65_532;
    private static final int TOKEN_SECONDS = 3600;
    private static final String TOKEN = "/var/run/gatewright/token";
    private static final String TRUST = "/var/run/gatewright/ca";
    private static final String PLAN = "/var/run/gatewright/plan";

    private ProxyPod() {}

    static Map<String, Object> securityContext() {
        return tree(
                "runAsNonRoot",
                true,
                "runAsUser",
                USER,
                "runAsGroup",
                USER,
                "fsGroup",
                USER,
                "seccompProfile",
                tree("type", "RuntimeDefault"),
                // declared ports are bound as they are, also those below 1024
                "sysctls",
                List.of(tree("name", "net.ipv4.ip_unprivileged_port_start", "value", "0")));
    }

    static Map<String, Object> container(ObjectRef gateway, GatewayParametersSpec parameters, InfraSettings settings) {
        List<Object> args = new ArrayList<>(List.of(
                "proxy",
                "--gateway=" + gateway.namespace() + "/" + gateway.name(),
                "--feed=" + settings.feed(),
                "--token-file=" + TOKEN + "/token",
                "--ca-file=" + TRUST + "/ca.crt",
                "--plan-dir=" + PLAN,
                "--admin=0.0.0.0:" + ADMIN_PORT,
                // Services need a moment to notice that a pod is ending
                "--drain-delay=5",
                "--log-level=" + parameters.logLevel().orElse("info")));
        if (!parameters.accessLog().orElse(true)) {
            args.add("--access-log=off");
        }
        Map<String, Object> container = tree(
                "name",
                "proxy",
                "image",
                parameters.image().orElse(settings.image()),
                "args",
                args,
                "env",
                List.of(downward("POD_NAME", "metadata.name"), downward("POD_IP", "status.podIP")),
                "ports",
                List.of(tree("name", "admin", "containerPort", ADMIN_PORT, "protocol", "TCP")),
                "securityContext",
                tree(
                        "allowPrivilegeEscalation",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "capabilities",
                        tree("drop", List.of("ALL"))),
                "resources",
                parameters
                        .resources()
                        .map(JsonTrees::plain)
                        .orElseGet(() -> tree(
                                "requests", tree("cpu", "100m", "memory", "128Mi"), "limits", tree("memory", "512Mi"))),
                "startupProbe",
                probe("/healthz", 1, 60),
                "readinessProbe",
                probe("/ready", 1, 2),
                "livenessProbe",
                probe("/healthz", 10, 3),
                "volumeMounts",
                List.of(
                        tree("name", "token", "mountPath", TOKEN, "readOnly", true),
                        tree("name", "feed-ca", "mountPath", TRUST, "readOnly", true),
                        tree("name", "plan", "mountPath", PLAN),
                        tree("name", "tmp", "mountPath", "/tmp")));
        parameters.imagePullPolicy().ifPresent(policy -> container.put("imagePullPolicy", policy));
        return container;
    }

    private static Map<String, Object> downward(String name, String field) {
        return tree("name", name, "valueFrom", tree("fieldRef", tree("apiVersion", "v1", "fieldPath", field)));
    }

    private static Map<String, Object> probe(String path, int period, int failures) {
        return tree(
                "httpGet",
                tree("path", path, "port", "admin", "scheme", "HTTP"),
                "periodSeconds",
                period,
                "timeoutSeconds",
                2,
                "failureThreshold",
                failures);
    }

    static List<Object> volumes(String trust) {
        return List.of(
                tree(
                        "name",
                        "token",
                        "projected",
                        tree(
                                "sources",
                                List.of(tree(
                                        "serviceAccountToken",
                                        tree(
                                                "audience",
                                                ProxyTokens.AUDIENCE,
                                                "expirationSeconds",
                                                TOKEN_SECONDS,
                                                "path",
                                                "token"))))),
                tree("name", "feed-ca", "configMap", tree("name", trust)),
                // the last plan holds keys: in memory only, and gone with the pod
                tree("name", "plan", "emptyDir", tree("medium", "Memory")),
                tree("name", "tmp", "emptyDir", tree()));
    }
}
