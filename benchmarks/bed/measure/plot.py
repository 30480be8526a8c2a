"""What stands in the cluster: two backends, one Gateway, the routes of others, the one that is asked for."""

from checks import objects
from checks.bed import wait

SPACE, GATEWAY, OURS = "bench", "bench", "gatewright.io/controller"
PROBE, ROLLING = "probe", "rolling"


def route(name, to="v1", host=None, path="/"):
    made = objects.route(name, [GATEWAY], (path,), to, host=host or f"{name}.example.com")
    made["spec"]["rules"][0]["filters"] = [{"type": "RequestHeaderModifier", "requestHeaderModifier": {
        "set": [{"name": "x-route", "value": name}]}}]
    return made


def to(backend):
    """The patch that sends a route to this backend."""
    rule = route("any", backend)["spec"]["rules"][0]
    return {"spec": {"rules": [rule]}}


def other(number):
    return f"other-{number}"


def slice_of(addresses):
    """The EndpointSlice of the Service without selector, which nobody else looks after."""
    return {
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": {"name": ROLLING, "labels": {"kubernetes.io/service-name": ROLLING}},
        "ports": [{"name": "", "port": 3000, "protocol": "TCP"}],
        "endpoints": [{"addresses": [address], "conditions": {"ready": True}} for address in addresses]}


def prepare(this):
    """Makes it, and gives the Gateway's address and the addresses of both backends' pods."""
    this.namespace(SPACE)
    this.apply(
        SPACE, objects.backend("v1"), objects.backend("v2"), objects.gateway(GATEWAY),
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": ROLLING}, "spec": {"ports": [{"port": 8080, "targetPort": 3000}]}})
    for name in ("v1", "v2"):
        this.rolled_out(SPACE, name)
    address = this.programmed(SPACE, GATEWAY)
    this.proxies(SPACE, GATEWAY, 1)
    addresses = []
    for name in ("v1", "v2"):
        pods = wait(f"{name} has one pod", lambda: (found := this.pods(SPACE, f"app={name}")) and len(found) == 1 and found)
        addresses.append(pods[0]["status"]["podIP"])
    this.apply(SPACE, slice_of(addresses), route(ROLLING, ROLLING))
    this.answers(f"http://{address}/", 200, "-H", f"Host: {ROLLING}.example.com")
    return address, addresses
