"""What is made for a Gateway: parameters, foreign changes, ownership, proxies made by hand."""

import json

from checks import check, objects
from checks.api import Watch, condition
from checks.bed import is_ready, wait

SPACE, NAME = "infrastructure", "edge"
MADE = "edge-gatewright"


def edge(this, **more):
    """A Gateway with a route, as these parameters say; gives its address."""
    this.namespace(SPACE)
    this.apply(SPACE, objects.backend(), objects.gateway(NAME, **more), objects.route("edge", [NAME]))
    this.rolled_out(SPACE, "backend")
    this.programmed(SPACE, NAME)
    # after other parameters the condition may still be about another Service
    wait("the Gateway's address is that of its Service", lambda: address_of(this, MADE) == addresses(this))
    address = this.address(SPACE, NAME)
    this.answers(f"http://{address}/get")
    return address


def addresses(this):
    return [one["value"] for one in this.api.get("gateway", SPACE, NAME)["status"].get("addresses", [])]


def address_of(this, service):
    """The load balancer's, as a list of one; nothing as long as there is none."""
    there = this.api.get("service", SPACE, service) or {"status": {"loadBalancer": {}}}
    return [one["ip"] for one in there["status"]["loadBalancer"].get("ingress", [])] or None


@check("labels and annotations of spec.infrastructure arrive on everything, and on the pods")
def infrastructure(this):
    edge(this, labels={"example.com/team": "edge"}, annotations={"example.com/note": "from the Gateway"})
    this.rolled_out(SPACE, MADE)

    def arrived():
        items = [item for kind in this.made(SPACE, NAME).values() for item in kind] + this.proxies(SPACE, NAME)
        return len(items) >= 5 and all(
            item["metadata"]["labels"].get("example.com/team") == "edge"
            and item["metadata"].get("annotations", {}).get("example.com/note") == "from the Gateway" for item in items)

    wait("labels and annotations are on Deployment, Service, ServiceAccount, ConfigMap and pod", arrived)
    address = edge(this)
    wait("they go with the Gateway's",
         lambda: not any("example.com/team" in item["metadata"]["labels"]
                         for kind in this.made(SPACE, NAME).values() for item in kind))
    this.rolled_out(SPACE, MADE)
    this.answers(f"http://{address}/get")


@check("a foreign change of the Service's ports and of the Deployment's image and args is put back")
def foreign_change(this):
    address = edge(this)

    def specs():
        service, deployment = this.api.get("service", SPACE, MADE), this.api.get("deployment", SPACE, MADE)
        container = deployment["spec"]["template"]["spec"]["containers"]
        # ports that others add are theirs
        return [[(one["name"], one["port"], one["targetPort"]) for one in service["spec"]["ports"] if one["name"] != "mine"],
                [(one["image"], one["args"]) for one in container], service["spec"]["selector"]]

    before = specs()
    container = before[1][0]
    this.patch(SPACE, f"service/{MADE}", {"spec": {"ports": [{"name": "mine", "port": 9999, "targetPort": 9999}]}})
    wait("a removed port of the Service is put back", lambda: specs() == before, 20)
    this.patch(SPACE, f"service/{MADE}", {"spec": {"ports": [{"name": "tcp-80", "port": 80, "targetPort": 9999}]}})
    wait("a bent port of the Service is put back", lambda: specs() == before, 20)
    this.patch(SPACE, f"deployment/{MADE}", {"spec": {"template": {"spec": {"containers": [
        {"name": "proxy", "image": "example.com/other:1", "args": [*container[1], "--log-level=debug"]}]}}}}, "strategic")
    wait("the Deployment's image and arguments are put back", lambda: specs() == before, 20)
    this.patch(SPACE, f"service/{MADE}", {"spec": {"selector": {"app": "mine"}}})
    wait("the Service's selector is put back", lambda: specs() == before, 20)
    this.rolled_out(SPACE, MADE)
    this.answers(f"http://{address}/get")


@check("what others add and Gatewright does not set stays theirs; what they delete is made again")
def foreign_fields(this):
    address = edge(this)
    this.kubectl("-n", SPACE, "annotate", "--overwrite", f"service/{MADE}", f"deployment/{MADE}", "example.com/mine=yes")
    this.kubectl("-n", SPACE, "delete", f"configmap/{MADE}-feed-ca", "--wait=false")
    this.kubectl("-n", SPACE, "delete", f"poddisruptionbudget/{MADE}", "--ignore-not-found")
    wait("the ConfigMap is there again", lambda: this.api.get("configmap", SPACE, f"{MADE}-feed-ca"), 20)
    this.apply(SPACE, objects.gateway(NAME, ports=(80, 8082)))
    this.condition(SPACE, NAME, "Programmed", "True")
    for kind in ("service", "deployment"):
        assert this.api.get(kind, SPACE, MADE)["metadata"]["annotations"].get("example.com/mine") == "yes", kind
    uid = this.api.get("service", SPACE, MADE)["metadata"]["uid"]
    this.kubectl("-n", SPACE, "delete", f"service/{MADE}")
    wait("the Service is there again",
         lambda: (this.api.get("service", SPACE, MADE) or {"metadata": {"uid": uid}})["metadata"]["uid"] != uid, 20)
    wait("the Gateway has an address again", lambda: this.api.get("gateway", SPACE, NAME)["status"].get("addresses"))
    address = this.address(SPACE, NAME)
    this.answers(f"http://{address}/get")
    this.answers(f"http://{address}:8082/get")


@check("an autoscaler and a disruption budget, if parameters ask for them, are for the proxies of the Gateway's label")
def scaled(this):
    this.namespace(SPACE)
    this.apply(SPACE, objects.parameters(
        NAME, autoscaling={"minReplicas": 2, "maxReplicas": 4}, disruptionBudget={"minAvailable": 1}))
    edge(this, parameters=NAME)
    scaler = wait("the autoscaler", lambda: this.api.get("horizontalpodautoscaler", SPACE, MADE), 20)
    assert scaler["spec"]["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": MADE}, scaler["spec"]
    assert (scaler["spec"]["minReplicas"], scaler["spec"]["maxReplicas"]) == (2, 4), scaler["spec"]
    this.proxies(SPACE, NAME, 2)
    budget = this.api.get("poddisruptionbudget", SPACE, MADE)
    assert budget["spec"]["selector"] == {"matchLabels": {objects.NAME_LABEL: NAME}}, budget["spec"]
    wait("the budget counts both proxies",
         lambda: this.api.get("poddisruptionbudget", SPACE, MADE)["status"].get("currentHealthy") == 2)
    selector = this.api.get("deployment", SPACE, MADE)["spec"]["selector"]["matchLabels"]
    assert selector == {objects.NAME_LABEL: NAME}, selector


@check("with an autoscaler the number of replicas is left alone; on the way there it never falls")
def replicas(this):
    this.namespace(SPACE)
    this.apply(SPACE, objects.parameters(NAME, replicas=3))
    edge(this, parameters=NAME)
    this.proxies(SPACE, NAME, 3)
    with Watch(this.api, "deployment", SPACE, MADE) as watch:
        this.apply(SPACE, objects.parameters(NAME, autoscaling={"minReplicas": 2, "maxReplicas": 4}))
        wait("the autoscaler", lambda: this.api.get("horizontalpodautoscaler", SPACE, MADE), 20)
        this.kubectl("-n", SPACE, "scale", f"deployment/{MADE}", "--replicas=4")
        this.proxies(SPACE, NAME, 4)
        this.apply(SPACE, objects.gateway(NAME, ports=(80, 8083), parameters=NAME, labels={"example.com/team": "scaled"}))
        this.condition(SPACE, NAME, "Programmed", "True")
        wait("the Deployment has followed the Gateway",
             lambda: "example.com/team" in this.api.get("deployment", SPACE, MADE)["metadata"]["labels"])
        this.rolled_out(SPACE, MADE)
    counts = []
    for state in watch.states:
        if not counts or counts[-1] != state["spec"]["replicas"]:
            counts.append(state["spec"]["replicas"])
    this.note(f"replicas {' '.join(map(str, counts))}")
    assert counts == [3, 4], f"replicas over time: {counts}"
    this.apply(SPACE, objects.parameters(NAME, replicas=1))
    edge(this, parameters=NAME)
    this.proxies(SPACE, NAME, 1)
    assert this.api.get("horizontalpodautoscaler", SPACE, MADE) is None, "the autoscaler is still there"


@check("nameTemplate {gateway} gives Deployment and Service the Gateway's own name, and the old ones go")
def named(this):
    this.namespace(SPACE)
    this.apply(SPACE, objects.parameters(NAME, replicas=1))
    edge(this, parameters=NAME)
    this.apply(SPACE, objects.parameters(NAME, nameTemplate="{gateway}"))
    wait("Deployment and Service of the Gateway's name",
         lambda: this.api.get("deployment", SPACE, NAME) and this.api.get("service", SPACE, NAME), 20)
    wait("the old ones are gone",
         lambda: not any(this.api.get(kind, SPACE, MADE) for kind in ("deployment", "service", "serviceaccount"))
         and this.api.get("configmap", SPACE, f"{MADE}-feed-ca") is None)
    this.rolled_out(SPACE, NAME)
    wait("the Gateway's address is the new Service's", lambda: address_of(this, NAME) == addresses(this))
    this.condition(SPACE, NAME, "Programmed", "True")
    this.answers(f"http://{this.address(SPACE, NAME)}/get")


@check("parameters that are not there make a Gateway Accepted=False, InvalidParameters; what runs is left as it is")
def missing(this):
    this.namespace(SPACE)
    this.apply(SPACE, objects.gateway("lost", parameters="nowhere"))
    this.condition(SPACE, "lost", "Accepted", "False", "InvalidParameters")
    this.apply(SPACE, objects.backend(), objects.gateway("found"), objects.route("found", ["found"]))
    this.rolled_out(SPACE, "backend")
    address = this.programmed(SPACE, "found")
    this.answers(f"http://{address}/get")
    before = [pod["metadata"]["uid"] for pod in this.proxies(SPACE, "found", 1)]
    this.apply(SPACE, objects.gateway("found", parameters="nowhere"))
    this.condition(SPACE, "found", "Accepted", "False", "InvalidParameters")
    assert [pod["metadata"]["uid"] for pod in this.proxies(SPACE, "found")] == before, "there are other pods"
    this.apply(SPACE, objects.parameters("nowhere", logLevel="info"))
    for name in ("lost", "found"):
        this.condition(SPACE, name, "Programmed", "True")
    assert this.address(SPACE, "found") == address, "there is another address"
    this.delete(SPACE, "gateway/lost", "gateway/found", "httproute/found", "gatewayparameters/nowhere")


@check("a Deployment and a Service of that name that are not the Gateway's are not touched: Programmed=False, NoResources")
def foreign_objects(this):
    this.namespace(SPACE)
    this.apply(SPACE, objects.backend("taken-gatewright"))
    this.rolled_out(SPACE, "taken-gatewright")

    def untouched():
        found = [this.api.get(kind, SPACE, "taken-gatewright") for kind in ("deployment", "service")]
        return [(one["metadata"]["uid"], one["metadata"].get("labels"), one["metadata"].get("ownerReferences"), one["spec"])
                for one in found]

    before = untouched()
    this.apply(SPACE, objects.gateway("taken"))
    said = this.condition(SPACE, "taken", "Programmed", "False", "NoResources")
    this.note(f"`{said['message']}`")
    assert "taken-gatewright" in said["message"], said
    assert untouched() == before, "they have changed"
    this.delete(SPACE, "deployment/taken-gatewright", "service/taken-gatewright")
    this.condition(SPACE, "taken", "Programmed", "True")
    this.delete(SPACE, "gateway/taken")


@check("a Deployment, Service and ServiceAccount made by hand serve, with `unmanaged`")
def unmanaged(this):
    this.namespace(SPACE)
    this.apply(SPACE, objects.backend(), objects.gateway("hand"), objects.route("hand", ["hand"]))
    this.programmed(SPACE, "hand")
    copied = this.api.get("deployment", SPACE, "hand-gatewright")
    template = copied["spec"]["template"]
    template["metadata"] = {"labels": {"app": "by-hand"}}
    template["spec"].update(serviceAccountName="by-hand", serviceAccount="by-hand")
    this.apply(
        SPACE,
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "by-hand"}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "by-hand"}, "spec": {
            "replicas": 1, "selector": {"matchLabels": {"app": "by-hand"}}, "template": template}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "by-hand"}, "spec": {
            "type": "LoadBalancer", "selector": {"app": "by-hand"},
            "ports": [{"name": "http", "port": 80, "targetPort": 80}]}},
        objects.parameters("hand", unmanaged={"service": "by-hand", "serviceAccount": "by-hand"}),
        objects.gateway("hand", parameters="hand"))
    wait("what was made before is gone",
         lambda: not any(this.api.get(kind, SPACE, "hand-gatewright") for kind in ("deployment", "service", "serviceaccount")))
    this.rolled_out(SPACE, "by-hand")
    address = this.api.get("service", SPACE, "by-hand")["status"]["loadBalancer"]["ingress"][0]["ip"]
    wait("the Gateway's address is that of the Service", lambda: [
        one["value"] for one in this.api.get("gateway", SPACE, "hand")["status"].get("addresses", [])] == [address])
    this.condition(SPACE, "hand", "Programmed", "True")
    this.answers(f"http://{address}/get")
    this.apply(SPACE, objects.route("hand", ["hand"], ["/other"]))
    this.answers(f"http://{address}/other")
    this.delete(SPACE, "gateway/hand")
    assert all(this.api.get(kind, SPACE, "by-hand") for kind in ("deployment", "service", "serviceaccount")), "they are gone"
    this.delete(SPACE, "deployment/by-hand", "service/by-hand", "serviceaccount/by-hand")


@check("a Gateway of one namespace never gets what another's of the same name has")
def namesake(this):
    edge(this)
    other = f"{SPACE}-2"
    this.namespace(other)
    this.apply(other, objects.backend(), objects.gateway(NAME), objects.route("edge", [NAME], ["/second"]))
    address = this.programmed(other, NAME)
    body = this.answers(f"http://{address}/second")
    assert json.loads(body)["namespace"] == other, body
    code, _ = this.curl(f"http://{address}/get")
    assert code == 404, code
    this.kubectl("delete", "namespace", other, "--wait=false")


@check("deleting the namespace takes its Gateways and proxies along, and the controller stays content")
def namespace(this):
    edge(this)
    this.kubectl("delete", "namespace", SPACE, "--timeout=120s")
    for pod in this.controllers(count=2):
        assert is_ready(pod) and condition(pod, "Ready"), pod["metadata"]["name"]
        code, text = this.page(pod, 9090, "/healthz")
        assert code == 200, (code, text)
