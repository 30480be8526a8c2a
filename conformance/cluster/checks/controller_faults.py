"""The controller, its leader, the API server go and come: traffic and conditions do not notice."""

import json
import signal
import time

from checks import check
from checks.api import condition
from checks.bed import CONTROLLER, PROXY_ADMIN, SYSTEM, is_ready, wait
from checks.steady import MADE, NAME, SPACE, asked, busy, certificate, edited

AWAY = 60


@check("the leading controller is killed and started anew: no request fails, an edit is taken up")
def killed(this):
    address = busy(this)
    this.controllers(count=2)
    leader = this.leader()
    before = this.restarts(SYSTEM, leader)
    with asked(this, address) as load:
        load.more(5)
        this.kill(leader, signal.SIGKILL)
        began = time.monotonic()
        edited(this, address)
        this.note(f"edit in force {time.monotonic() - began:.1f} s after the kill")
        this.restarted(SYSTEM, leader, before)
        load.more(10)


@check("the leader changes: no request fails, no condition moves, an edit is taken up")
def succeeded(this):
    address = busy(this)
    this.controllers(count=2)
    leader = this.leader()
    with asked(this, address) as load:
        load.more(5)
        began = time.monotonic()
        this.kubectl("-n", SYSTEM, "delete", "pod", leader, "--wait=false")
        new = this.leader(other_than=leader)
        this.note(f"new leader after {time.monotonic() - began:.1f} s")
        edited(this, address)
        assert this.leader() == new
        wait("both proxies are fed again", lambda: [
            this.meter(pod, PROXY_ADMIN, "gatewright_fed") for pod in this.proxies(SPACE, NAME)] == [1, 1])
        this.controllers(count=2)
        load.more(20)


@check("the controller's Deployment is rolled out anew: no request fails, no condition moves")
def rolled(this):
    address = busy(this)
    this.controllers(count=2)
    with asked(this, address) as load:
        this.kubectl("-n", SYSTEM, "rollout", "restart", f"deployment/{CONTROLLER}")
        this.rolled_out(SYSTEM, CONTROLLER)
        this.controllers(count=2)
        edited(this, address)
        load.more(10)


@check(f"the API server is away for {AWAY} s: no request fails, no condition moves, a later edit is taken up")
def headless(this):
    address = busy(this)
    this.controllers(count=2)
    with asked(this, address) as load:
        load.more(5)
        this.component("stop", "kube-apiserver")
        away = time.monotonic()
        try:
            while time.monotonic() < away + AWAY:
                load.more(10)
        finally:
            this.component("start", "kube-apiserver")
        back = time.monotonic()
        edited(this, address)
        this.note(f"edit in force {time.monotonic() - back:.1f} s after its return")
        this.leader()
        this.controllers(count=2)
        load.more(10)


@check("the API server hangs for 30 s: no request fails, no condition moves, a later edit is taken up")
def hanging(this):
    address = busy(this)
    this.controllers(count=2)
    with asked(this, address) as load:
        pid = int((this.state / "kube-apiserver.pid").read_text())
        this.signal(pid, signal.SIGSTOP)
        hung = time.monotonic()
        try:
            while time.monotonic() < hung + 30:
                load.more(10)
        finally:
            this.signal(pid, signal.SIGCONT)
        back = time.monotonic()
        edited(this, address)
        this.note(f"edit in force {time.monotonic() - back:.1f} s after its return")
        this.controllers(count=2)
        load.more(10)


@check("without a controller a proxy's container ends and starts anew with the kept plan: no request fails with two proxies")
def alone(this):
    address = busy(this)
    edited(this, address)
    this.kubectl("-n", SYSTEM, "scale", f"deployment/{CONTROLLER}", "--replicas=0")
    try:
        wait("no controller is left", lambda: not this.api.list(
            "pod", SYSTEM, labelSelector="app.kubernetes.io/component=controller"))
        with asked(this, address) as load:
            pod = this.proxies(SPACE, NAME, 2)[0]["metadata"]["name"]
            before = this.restarts(SPACE, pod)
            this.kill(pod, signal.SIGTERM)
            began = time.monotonic()
            there = this.restarted(SPACE, pod, before)
            this.note(f"ready again after {time.monotonic() - began:.1f} s")
            kept(this, there)
            load.more(20)
            # the other one too, so that all that is served comes from a kept plan
            other = next(one["metadata"]["name"] for one in this.proxies(SPACE, NAME, 2) if one["metadata"]["name"] != pod)
            before = this.restarts(SPACE, other)
            this.kill(other, signal.SIGTERM)
            kept(this, this.restarted(SPACE, other, before))
            load.more(20)
    finally:
        this.kubectl("-n", SYSTEM, "scale", f"deployment/{CONTROLLER}", "--replicas=2")
        this.controllers(count=2)
    edited(this, address)


def kept(this, pod):
    code, text = this.page(pod, PROXY_ADMIN, "/status")
    status = json.loads(text)
    assert code == 200 and status["beganWithKeptPlan"] and not status["fed"] and status["ready"], text


@check("without a controller a single proxy is killed: it is back with the kept plan, also HTTPS, and only then requests failed")
def crashed(this):
    address = busy(this, proxies=1)
    this.kubectl("-n", SYSTEM, "scale", f"deployment/{CONTROLLER}", "--replicas=0")
    try:
        wait("no controller is left", lambda: not this.api.list(
            "pod", SYSTEM, labelSelector="app.kubernetes.io/component=controller"))
        with asked(this, address) as load:
            pod = this.proxies(SPACE, NAME, 1)[0]["metadata"]["name"]
            before = this.restarts(SPACE, pod)
            with load.excuse():
                this.kill(pod, signal.SIGKILL)
                began = time.monotonic()
                there = this.restarted(SPACE, pod, before)
                this.note(f"ready again after {time.monotonic() - began:.1f} s")
                this.answers(f"http://{address}/get")
            kept(this, there)
            load.more(20)
            code, _ = this.curl(
                "https://faults.example.com/get", "--cacert", this.files / "authority.crt",
                "--connect-to", f"faults.example.com:443:{address}:443")
            assert code == 200, code
    finally:
        this.kubectl("-n", SYSTEM, "scale", f"deployment/{CONTROLLER}", "--replicas=2")
        this.controllers(count=2)
    edited(this, address)
    certificate(this)  # what was made while nobody looked is nothing to later checks
    there = this.proxies(SPACE, NAME, 1)[0]
    wait("the proxy is fed again", lambda: this.meter(there, PROXY_ADMIN, "gatewright_fed") == 1)
    assert is_ready(there) and condition(this.api.get("gateway", SPACE, NAME), "Programmed")["status"] == "True"
    assert this.api.get("deployment", SPACE, MADE)["status"].get("readyReplicas") == 1
