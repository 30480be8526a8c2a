"""The walk-through of docs/kubernetes.md, with kubectl and curl."""

import json
import re
import time

from checks import check, objects
from checks.bed import CONTROLLER, SYSTEM, wait

SPACE, NAME = "default", "gateway"
MADE = "gateway-gatewright"


def walk(this):
    """The Gateway of the walk-through as it began, also when a check runs alone; gives its address."""
    this.apply(
        SPACE, objects.backend(), objects.gateway(NAME), objects.route("httpbin", [NAME], ["/get"]))
    this.rolled_out(SPACE, "backend")
    address = this.programmed(SPACE, NAME)
    this.answers(f"http://{address}/get")
    return address


@check("after `kubectl apply` of a Gateway, `kubectl wait --for=condition=Programmed gateway/gateway` ends")
def first(this):
    walk(this)


@check("`kubectl get gateway` shows CLASS, ADDRESS and PROGRAMMED")
def table(this):
    address = walk(this)
    head, line = (re.split(r"\s{2,}", row.strip()) for row in this.kubectl("get", "gateway", NAME).strip().split("\n"))
    assert head[:4] == ["NAME", "CLASS", "ADDRESS", "PROGRAMMED"], head
    assert line[:4] == [NAME, "gatewright", address, "True"], line


@check("through the load balancer's address /get is answered with 200, /headers with 404")
def asked(this):
    address = walk(this)
    service = this.api.get("service", SPACE, MADE)
    assert service["spec"]["type"] == "LoadBalancer" and service["status"]["loadBalancer"]["ingress"][0]["ip"] == address
    code, body = this.curl(f"http://{address}/get")
    assert code == 200 and json.loads(body)["path"] == "/get", (code, body)
    code, body = this.curl(f"http://{address}/headers")
    assert code == 404, (code, body)


@check("an update of the route is seen: /headers is served too, and requests get a header")
def updated(this):
    address = walk(this)
    this.apply(SPACE, objects.route("httpbin", [NAME], ["/get", "/headers"], add={"x-walk": "through"}))
    body = this.answers(f"http://{address}/headers")
    assert json.loads(body)["headers"].get("X-Walk") == ["through"], body
    code, body = this.curl(f"http://{address}/get")
    assert code == 200 and json.loads(body)["headers"].get("X-Walk") == ["through"], (code, body)
    route = this.api.get("httproute", SPACE, "httpbin")
    observed = [one["observedGeneration"] for one in route["status"]["parents"][0]["conditions"]]
    assert set(observed) == {route["metadata"]["generation"]}, route["status"]


@check("a new listener's port reaches the Service and answers, from the same pod; a removed one goes")
def port(this):
    address = walk(this)
    before = [pod["metadata"]["uid"] for pod in this.proxies(SPACE, NAME, 1)]
    this.apply(SPACE, objects.gateway(NAME, ports=(80, 8081)))
    this.condition(SPACE, NAME, "Programmed", "True")
    this.answers(f"http://{address}:8081/get")
    ports = [one["port"] for one in this.api.get("service", SPACE, MADE)["spec"]["ports"]]
    assert ports == [80, 8081], ports
    assert [pod["metadata"]["uid"] for pod in this.proxies(SPACE, NAME)] == before, "there is a new pod"
    this.apply(SPACE, objects.gateway(NAME))
    wait("the Service has port 80 alone",
         lambda: [one["port"] for one in this.api.get("service", SPACE, MADE)["spec"]["ports"]] == [80])
    this.condition(SPACE, NAME, "Programmed", "True")
    assert [pod["metadata"]["uid"] for pod in this.proxies(SPACE, NAME)] == before, "there is a new pod"


@check("`kubectl get all` by the Gateway's label finds Deployment, Service and pod, the Gateway owns them")
def labels(this):
    walk(this)
    names = this.kubectl("get", "all", "-o", "name", "-l", f"{objects.NAME_LABEL}={NAME}").split()
    for wanted in (f"service/{MADE}", f"deployment.apps/{MADE}"):
        assert wanted in names, names
    assert any(name.startswith("pod/") for name in names), names
    uid = this.api.get("gateway", SPACE, NAME)["metadata"]["uid"]
    for kind, items in this.made(SPACE, NAME).items():
        for item in items:
            assert [owner["uid"] for owner in item["metadata"]["ownerReferences"]] == [uid], (kind, item["metadata"])
            assert item["metadata"]["labels"][objects.CLASS_LABEL] == "gatewright", (kind, item["metadata"])
            assert item["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "gatewright", (kind, item["metadata"])


@check("a deleted GatewayClass leaves its Gateways serving from the same pods, also when controllers start anew; "
       "made again it changes nothing")
def unclassed(this):
    address = walk(this)
    there = json.loads(this.kubectl("get", "gatewayclass", "gatewright", "-o", "json"))
    before = [pod["metadata"]["uid"] for pod in this.proxies(SPACE, NAME, 1)]
    this.kubectl("delete", "gatewayclass", "gatewright", "--wait=false")
    try:
        wait("the class is gone", lambda: this.api.get("gatewayclass", None, "gatewright") is None)
        # the controller has heard of it when it does something else that comes after: another class is accepted
        this.apply(SPACE, {"apiVersion": objects.GATEWAY, "kind": "GatewayClass", "metadata": {"name": "marker"},
                           "spec": {"controllerName": "gatewright.io/controller"}})
        this.kubectl("wait", "gatewayclass/marker", "--for=condition=Accepted", "--timeout=60s")
        # those that start now have never seen the class
        this.kubectl("-n", SYSTEM, "rollout", "restart", f"deployment/{CONTROLLER}")
        this.rolled_out(SYSTEM, CONTROLLER)
        this.controllers(count=2)
        this.leader()
        for _ in range(30):
            code, body = this.curl(f"http://{address}/get")
            assert code == 200, (code, body)
            time.sleep(0.2)  # what is measured is that nothing happens
        assert [pod["metadata"]["uid"] for pod in this.proxies(SPACE, NAME)] == before, "other pods without the class"
    finally:
        fresh = {key: there["metadata"].get(key) for key in ("name", "labels", "annotations") if there["metadata"].get(key)}
        this.apply(SPACE, {"apiVersion": objects.GATEWAY, "kind": "GatewayClass", "metadata": fresh, "spec": there["spec"]})
        this.delete(SPACE, "gatewayclass/marker")
    this.kubectl("wait", "gatewayclass/gatewright", "--for=condition=Accepted", "--timeout=60s")
    this.condition(SPACE, NAME, "Programmed", "True")
    code, body = this.curl(f"http://{address}/get")
    assert code == 200, (code, body)
    assert [pod["metadata"]["uid"] for pod in this.proxies(SPACE, NAME)] == before, "other pods with the new class"


@check("deleting the Gateway removes all that was made for it")
def gone(this):
    walk(this)
    this.kubectl("delete", "gateway", NAME, "--timeout=60s")
    wait("everything of the Gateway is gone",
         lambda: not any(this.made(SPACE, NAME).values())
         and not this.api.list("pod", SPACE, labelSelector=f"{objects.NAME_LABEL}={NAME}"))
    entries = this.api.get("httproute", SPACE, "httpbin")["status"]["parents"]
    wait("the route says nothing about the Gateway any more",
         lambda: not this.api.get("httproute", SPACE, "httpbin")["status"]["parents"])
    this.note(f"{len(entries)} entries of the route went too" if entries else "the route's entry went first")
    this.delete(SPACE, "httproute/httpbin", "deployment/backend", "service/backend")
