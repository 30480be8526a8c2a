package io.gatewright.model.read.shape;

import static io.gatewright.model.read.shape.Shape.any;
import static io.gatewright.model.read.shape.Shape.choice;
import static io.gatewright.model.read.shape.Shape.flag;
import static io.gatewright.model.read.shape.Shape.integer;
import static io.gatewright.model.read.shape.Shape.list;
import static io.gatewright.model.read.shape.Shape.map;
import static io.gatewright.model.read.shape.Shape.may;
import static io.gatewright.model.read.shape.Shape.need;
import static io.gatewright.model.read.shape.Shape.object;
import static io.gatewright.model.read.shape.Shape.text;

/** GatewayParameters: the schema of our own CRD (deploy/), said once more for files. */
final class ParametersShapes {
    private static final TextShape OBJECT_NAME = text().length(1, 253).form(Words.DNS_NAME);

    static final Shape GATEWAY_PARAMETERS = Words.document(may(
            "spec",
            object(
                    may("replicas", integer(0, Integer.MAX_VALUE)),
                    may(
                            "autoscaling",
                            object(
                                    may("minReplicas", integer(1, Integer.MAX_VALUE)),
                                    need("maxReplicas", integer(1, Integer.MAX_VALUE)),
                                    may("targetCPUUtilization", integer(1, Integer.MAX_VALUE)))),
                    may("disruptionBudget", object(may("minAvailable", any()), may("maxUnavailable", any()))),
                    may("resources", any()),
                    may(
                            "service",
                            object(
                                    may("type", choice("LoadBalancer", "NodePort", "ClusterIP")),
                                    may("externalTrafficPolicy", choice("Cluster", "Local")),
                                    may("loadBalancerClass", text()),
                                    may("annotations", map(text())))),
                    may("nameTemplate", text().length(1, 253)),
                    may(
                            "placement",
                            object(
                                    may("nodeSelector", map(text())),
                                    may("tolerations", any()),
                                    may("affinity", any()),
                                    may("topologySpreadConstraints", any()))),
                    may("image", text().length(1, 1024)),
                    may("imagePullPolicy", choice("Always", "IfNotPresent", "Never")),
                    may("imagePullSecrets", list(object(need("name", OBJECT_NAME)))),
                    may("logLevel", choice("error", "warn", "info", "debug")),
                    may("accessLog", flag()),
                    may("unmanaged", object(need("service", OBJECT_NAME), need("serviceAccount", OBJECT_NAME))))));

    private ParametersShapes() {}
}
