package io.gatewright.k8s.infra;

import static io.gatewright.k8s.infra.Trees.CLASS;
import static io.gatewright.k8s.infra.Trees.HTTP;
import static io.gatewright.k8s.infra.Trees.gateway;
import static io.gatewright.k8s.infra.Trees.plan;
import static io.gatewright.k8s.infra.Trees.read;
import static io.gatewright.k8s.infra.Trees.tree;
import static io.gatewright.k8s.infra.Trees.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatewright.k8s.infra.Piece.Type;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The Deployment of a Gateway and the pod in it. */
class ProxyPodTest {
    private static JsonNode deployment(InfraPlan plan) {
        return tree(plan, Type.DEPLOYMENT).path("spec");
    }

    private static JsonNode pod(InfraPlan plan) {
        return deployment(plan).at("/template/spec");
    }

    private static JsonNode container(InfraPlan plan) {
        return pod(plan).at("/containers/0");
    }

    private static List<String> args(InfraPlan plan) {
        return StreamSupport.stream(container(plan).path("args").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode volume(InfraPlan plan, String name) {
        return StreamSupport.stream(pod(plan).path("volumes").spliterator(), false)
                .filter(volume -> volume.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private final InfraPlan plain = plan(CLASS, gateway(HTTP));

    @Test
    void replicas_are_left_to_an_autoscaler_where_there_is_one() {
        assertEquals(1, deployment(plain).path("replicas").asInt());
        assertEquals(4, deployment(with("replicas: 4\n")).path("replicas").asInt());
        assertEquals(0, deployment(with("replicas: 0\n")).path("replicas").asInt(-1));
        assertFalse(deployment(with("autoscaling: {maxReplicas: 3}\n")).has("replicas"));
    }

    @Test
    void a_roll_out_takes_no_proxy_away_before_another_is_ready() {
        assertEquals(
                read("{\"type\": \"RollingUpdate\", \"rollingUpdate\": {\"maxSurge\": 1, \"maxUnavailable\": 0}}"),
                deployment(plain).path("strategy"));
    }

    @Test
    void a_proxy_runs_without_rights_on_the_node_and_on_the_api() {
        JsonNode pod = pod(plain);
        assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
        JsonNode ofPod = pod.path("securityContext");
        assertTrue(ofPod.path("runAsNonRoot").asBoolean());
        assertTrue(ofPod.path("runAsUser").asInt() > 0);
        assertEquals("RuntimeDefault", ofPod.at("/seccompProfile/type").asText());
        assertEquals(
                read("[{\"name\": \"net.ipv4.ip_unprivileged_port_start\", \"value\": \"0\"}]"), ofPod.path("sysctls"));
        JsonNode ofContainer = container(plain).path("securityContext");
        assertFalse(ofContainer.path("allowPrivilegeEscalation").asBoolean(true));
        assertTrue(ofContainer.path("readOnlyRootFilesystem").asBoolean());
        assertEquals(read("[\"ALL\"]"), ofContainer.at("/capabilities/drop"));
    }

    @Test
    void its_one_token_is_good_for_the_feed_only() {
        assertEquals(read("""
                        [{"serviceAccountToken":
                          {"audience": "gatewright-feed", "expirationSeconds": 3600, "path": "token"}}]"""), volume(plain, "token").at("/projected/sources"));
        assertTrue(args(plain).contains("--token-file=/var/run/gatewright/token/token"));
        assertEquals("gw-c", pod(plain).path("serviceAccountName").asText());
    }

    @Test
    void the_last_plan_is_kept_in_memory() {
        assertEquals("Memory", volume(plain, "plan").at("/emptyDir/medium").asText());
        assertTrue(args(plain).contains("--plan-dir=/var/run/gatewright/plan"));
    }

    @Test
    void it_is_told_whose_plan_it_serves_and_where_to_get_it() {
        List<String> args = args(plain);
        assertEquals("proxy", args.get(0));
        assertTrue(args.contains("--gateway=a/gw"), args.toString());
        assertTrue(args.contains("--feed=gatewright.sys.svc:18000"), args.toString());
        assertTrue(args.contains("--ca-file=/var/run/gatewright/ca/ca.crt"), args.toString());
        assertEquals(
                "gw-c-feed-ca", volume(plain, "feed-ca").at("/configMap/name").asText());
    }

    @Test
    void every_mount_has_its_volume() {
        for (JsonNode mount : container(plain).path("volumeMounts")) {
            assertTrue(volume(plain, mount.path("name").asText()).isObject());
        }
        assertEquals(4, container(plain).path("volumeMounts").size());
    }

    @Test
    void only_the_admin_port_is_declared_and_probed() {
        assertEquals(1, container(plain).path("ports").size());
        assertEquals("admin", container(plain).at("/ports/0/name").asText());
        assertEquals(
                "/ready", container(plain).at("/readinessProbe/httpGet/path").asText());
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertEquals(
                    "admin", container(plain).path(probe).at("/httpGet/port").asText());
        }
    }

    @Test
    void it_has_time_to_drain() {
        assertTrue(pod(plain).path("terminationGracePeriodSeconds").asInt() >= 30);
        assertTrue(args(plain).contains("--drain-delay=5"));
    }

    @Test
    void image_resources_and_logs_are_as_parameters_say() {
        assertEquals("example.com/gatewright:1", container(plain).path("image").asText());
        assertFalse(container(plain).has("imagePullPolicy"));
        assertEquals("100m", container(plain).at("/resources/requests/cpu").asText());
        assertTrue(args(plain).contains("--log-level=info"));
        assertFalse(args(plain).contains("--access-log=off"));

        InfraPlan shaped = with("""
                image: own:2
                imagePullPolicy: Never
                imagePullSecrets: [{name: pull}]
                resources: {limits: {cpu: 2, memory: 1Gi}}
                logLevel: debug
                accessLog: false
                """);
        assertEquals("own:2", container(shaped).path("image").asText());
        assertEquals("Never", container(shaped).path("imagePullPolicy").asText());
        assertEquals(read("[{\"name\": \"pull\"}]"), pod(shaped).path("imagePullSecrets"));
        assertEquals(
                read("{\"limits\": {\"cpu\": 2, \"memory\": \"1Gi\"}}"),
                container(shaped).path("resources"));
        assertTrue(args(shaped).contains("--log-level=debug"));
        assertTrue(args(shaped).contains("--access-log=off"));
    }

    @Test
    void placement_is_copied_and_a_spread_without_a_selector_means_these_proxies() {
        JsonNode pod = pod(with("""
                placement:
                  nodeSelector: {disk: ssd}
                  tolerations: [{key: edge, operator: Exists}]
                  affinity: {nodeAffinity: {weight: 1.5}}
                  topologySpreadConstraints:
                  - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}
                  - {maxSkew: 2, topologyKey: node, labelSelector: {matchLabels: {a: b}}}
                """));
        assertEquals(read("{\"disk\": \"ssd\"}"), pod.path("nodeSelector"));
        assertEquals(read("[{\"key\": \"edge\", \"operator\": \"Exists\"}]"), pod.path("tolerations"));
        assertEquals("1.5", pod.at("/affinity/nodeAffinity/weight").asText());
        assertEquals(
                "gw",
                pod.at("/topologySpreadConstraints/0/labelSelector/matchLabels")
                        .path(Labels.GATEWAY)
                        .asText());
        assertEquals(1, pod.at("/topologySpreadConstraints/0/maxSkew").asInt());
        assertEquals(read("{\"a\": \"b\"}"), pod.at("/topologySpreadConstraints/1/labelSelector/matchLabels"));
    }
}
