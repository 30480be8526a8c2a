"""Objects to apply, as kubectl takes them."""

IMAGE = "registry.k8s.io/gateway-api/conformance/echo-basic:v0.1.0"
GATEWAY = "gateway.networking.k8s.io/v1"
NAME_LABEL = "gateway.networking.k8s.io/gateway-name"
CLASS_LABEL = "gateway.networking.k8s.io/gateway-class-name"


def backend(name="backend", replicas=1, stop_after=0):
    """An echo server behind a Service on port 8080; it serves on for some seconds when its pod is to end."""
    container = {
        "name": "backend", "image": IMAGE,
        "env": [
            {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            {"name": "NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}],
        "readinessProbe": {"httpGet": {"path": "/health", "port": 3000}, "periodSeconds": 1}}
    if stop_after:
        container["lifecycle"] = {"preStop": {"sleep": {"seconds": stop_after}}}
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": {
            "replicas": replicas, "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}},
                         "spec": {"terminationGracePeriodSeconds": stop_after + 20, "containers": [container]}}}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
         "spec": {"selector": {"app": name}, "ports": [{"port": 8080, "targetPort": 3000}]}}]


def gateway(name, ports=(80,), class_name="gatewright", parameters=None, labels=None, annotations=None, secret=None):
    """Listeners of HTTP, and one of HTTPS on 443 if there is a Secret for it."""
    listeners = [{"name": "http" if port == 80 else f"http-{port}", "protocol": "HTTP", "port": port} for port in ports]
    if secret:
        listeners.append({"name": "https", "protocol": "HTTPS", "port": 443, "tls": {"certificateRefs": [{"name": secret}]}})
    infrastructure = {}
    if parameters:
        infrastructure["parametersRef"] = {"group": "gatewright.io", "kind": "GatewayParameters", "name": parameters}
    if labels:
        infrastructure["labels"] = labels
    if annotations:
        infrastructure["annotations"] = annotations
    spec = {"gatewayClassName": class_name, "listeners": listeners}
    if infrastructure:
        spec["infrastructure"] = infrastructure
    return {"apiVersion": GATEWAY, "kind": "Gateway", "metadata": {"name": name}, "spec": spec}


def route(name, gateways, paths=("/get",), to="backend", add=None, host=None):
    """By prefixes of the path; `add` are headers that the request gets."""
    rule = {
        "matches": [{"path": {"type": "PathPrefix", "value": path}} for path in paths],
        "backendRefs": [{"name": to, "port": 8080}]}
    if add:
        rule["filters"] = [{"type": "RequestHeaderModifier", "requestHeaderModifier": {
            "set": [{"name": key, "value": value} for key, value in add.items()]}}]
    spec = {"parentRefs": [{"name": parent} for parent in gateways], "rules": [rule]}
    if host:
        spec["hostnames"] = [host]
    return {"apiVersion": GATEWAY, "kind": "HTTPRoute", "metadata": {"name": name}, "spec": spec}


def parameters(name, **spec):
    return {"apiVersion": "gatewright.io/v1alpha1", "kind": "GatewayParameters", "metadata": {"name": name}, "spec": spec}
