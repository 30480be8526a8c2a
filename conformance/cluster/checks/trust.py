"""Who gets a plan: a proxy with the token of its own Gateway's ServiceAccount, and nobody else."""

import copy

from checks import check, objects
from checks.bed import PROXY_ADMIN, is_ready, wait

SPACE = "trust"


def gateways(this):
    this.namespace(SPACE)
    this.apply(
        SPACE, objects.backend(), objects.gateway("one"), objects.gateway("two"),
        objects.route("one", ["one"]), objects.route("two", ["two"]))
    for name in ("one", "two"):
        this.programmed(SPACE, name)


def pod(this, name, account, gateway, audience="gatewright-feed", space=SPACE):
    """A pod like a proxy of the Gateway `one`, but for whose it says it is; behind no Service."""
    spec = copy.deepcopy(this.api.get("deployment", SPACE, "one-gatewright")["spec"]["template"]["spec"])
    spec["serviceAccountName"] = spec["serviceAccount"] = account
    spec["containers"][0]["args"] = [
        f"--gateway={gateway}" if word.startswith("--gateway=") else word for word in spec["containers"][0]["args"]]
    for volume in spec["volumes"]:
        for source in volume.get("projected", {}).get("sources", []):
            source["serviceAccountToken"]["audience"] = audience
    this.apply(space, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec})


def refused(this, space, name):
    log = this.state / "logs" / f"{space}_{name}_proxy.log"
    wait(f"proxy {name} is refused",
         lambda: log.exists() and "PERMISSION_DENIED: this token is not" in log.read_text(errors="replace"), 60)


def nothing(this, space, name):
    there = this.api.get("pod", space, name)
    code, text = this.page(there, PROXY_ADMIN, "/ready")
    assert code == 503 and "no plan yet" in text, (code, text)
    assert not is_ready(there), f"{name} is ready"
    assert this.meter(there, PROXY_ADMIN, "gatewright_fed") == 0, f"{name} is fed"


@check("a proxy with another Gateway's token is refused and gets nothing; with its own it is fed")
def another_gateway(this):
    gateways(this)
    pod(this, "control", "one-gatewright", f"{SPACE}/one")
    pod(this, "intruder", "two-gatewright", f"{SPACE}/one")
    try:
        refused(this, SPACE, "intruder")
        wait("the proxy with the right token is ready", lambda: is_ready(this.api.get("pod", SPACE, "control")))
        nothing(this, SPACE, "intruder")
    finally:
        this.delete(SPACE, "pod/control", "pod/intruder", more=["--wait=false"])


@check("so is a token for another audience, and one of a ServiceAccount of the same name elsewhere")
def another_audience(this):
    gateways(this)
    elsewhere = f"{SPACE}-elsewhere"
    this.namespace(elsewhere)
    trusted = this.api.get("configmap", SPACE, "one-gatewright-feed-ca")["data"]
    this.apply(
        elsewhere, {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "one-gatewright"}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one-gatewright-feed-ca"}, "data": trusted})
    pod(this, "listener", "one-gatewright", f"{SPACE}/one", audience="https://kubernetes.default.svc")
    pod(this, "stranger", "one-gatewright", f"{SPACE}/one", space=elsewhere)
    try:
        refused(this, SPACE, "listener")
        refused(this, elsewhere, "stranger")
        nothing(this, SPACE, "listener")
        nothing(this, elsewhere, "stranger")
    finally:
        this.delete(SPACE, "pod/listener", more=["--wait=false"])
        this.kubectl("delete", "namespace", elsewhere, "--wait=false")


@check("a proxy has no right on the API and no token for it; its plan is kept in memory, for itself alone")
def rights(this):
    gateways(this)
    account = f"system:serviceaccount:{SPACE}:one-gatewright"
    for verb, kind in (("get", "secrets"), ("list", "pods"), ("get", "gateways.gateway.networking.k8s.io"), ("create", "pods")):
        said = this.kubectl("auth", "can-i", verb, kind, f"--as={account}", "-n", SPACE, ok=False).strip()
        assert said.startswith("no"), f"may {verb} {kind}: {said}"
    name = this.proxies(SPACE, "one", 1)[0]["metadata"]["name"]
    folder = "/var/run/gatewright/plan"
    wait("the plan is kept", lambda: this.run(
        "kubectl", "-n", SPACE, "exec", name, "--", "test", "-f", f"{folder}/plan.json", ok=False).returncode == 0, 20)
    said = this.kubectl(
        "-n", SPACE, "exec", name, "--", "sh", "-c",
        f"stat -c %a {folder}/plan.json; stat -f -c %T {folder}; ls /var/run/secrets/kubernetes.io/serviceaccount 2>&1 | head -1")
    mode, system, token = said.strip().split("\n")
    assert mode == "600" and system == "tmpfs", said
    assert "No such file" in token, said
    this.delete(SPACE, "gateway/one", "gateway/two")
    this.kubectl("delete", "namespace", SPACE, "--wait=false")
