"""Status writes: none without a reason, and two controllers of different names on one route."""

import json
import time

from checks import check, objects
from checks.api import Watch
from checks.bed import CONTROLLER, wait

SPACE, OTHER, OTHER_NAME, OURS_NAME = "shared", "other-system", "other.example/controller", "gatewright.io/controller"
QUIET = 20


def other_controller(this):
    """A second installation, of another name, in a namespace of its own; ../other is what differs."""
    this.kubectl("apply", "--server-side", "-k", this.root / "conformance/cluster/other")
    this.kubectl("-n", OTHER, "wait", "--for=condition=Available", f"deployment/{CONTROLLER}", "--timeout=120s")
    this.kubectl("wait", "gatewayclass/other", "--for=condition=Accepted", "--timeout=60s")


def shared(this):
    """A Gateway of each, and one route to both."""
    other_controller(this)
    this.namespace(SPACE)
    this.apply(
        SPACE, objects.backend(), objects.gateway("ours"), objects.gateway("theirs", class_name="other"),
        objects.route("both", ["ours", "theirs"]))
    this.rolled_out(SPACE, "backend")
    for name in ("ours", "theirs"):
        this.answers(f"http://{this.programmed(SPACE, name)}/get")
    wait("both have written their entry", lambda: {OURS_NAME, OTHER_NAME} <= set(entries(this)))


def entries(this):
    """The route's status, by controller."""
    parents = this.api.get("httproute", SPACE, "both").get("status", {}).get("parents", [])
    return {one["controllerName"]: one for one in parents}


def versions(this):
    found = {}
    for kind in ("gatewayclass", "gateway", "httproute"):
        for item in this.api.list(kind):
            meta = item["metadata"]
            found[kind, meta.get("namespace"), meta["name"]] = meta["resourceVersion"]
    return found


def settle(this, *controllers):
    """Waits until what is left from before has been written; gives what was written, and all versions."""

    def state():
        return [this.status_writes(space) for space in controllers], versions(this)

    steady = [state(), time.monotonic()]

    def settled():
        now = state()
        if now != steady[0]:
            steady[:] = [now, time.monotonic()]
        return time.monotonic() - steady[1] > 3

    wait("status writes come to an end", settled)
    return state()


def quiet(this, *controllers):
    """Nothing is written for a while when nothing changes."""
    before = settle(this, *controllers)
    time.sleep(QUIET)  # what is measured is that nothing happens
    after = [this.status_writes(space) for space in controllers], versions(this)
    assert before[0] == after[0], f"status writes by {', '.join(controllers)}: {before[0]}, then {after[0]}"
    changed = [key for key, version in after[1].items() if before[1].get(key) != version]
    assert not changed, f"changed meanwhile: {changed}"
    this.note(f"{', '.join(f'{count:.0f}' for count in after[0])} writes before, 0 in {QUIET} s")


@check("with nothing changing no status is written")
def idle(this):
    this.namespace(SPACE)
    this.apply(SPACE, objects.backend(), objects.gateway("ours"), objects.route("both", ["ours"]))
    this.rolled_out(SPACE, "backend")
    this.answers(f"http://{this.programmed(SPACE, 'ours')}/get")
    quiet(this, "gatewright-system")


@check("two controllers of different names on one route: each its own entry, and then silence")
def peace(this):
    shared(this)
    for name, gateway in ((OURS_NAME, "ours"), (OTHER_NAME, "theirs")):
        assert entries(this)[name]["parentRef"]["name"] == gateway, entries(this)
    quiet(this, "gatewright-system", OTHER)
    for space, wanted in (("ours", OURS_NAME), ("theirs", OTHER_NAME)):
        labels = this.api.get("deployment", SPACE, "ours-gatewright" if space == "ours" else "theirs-other")["metadata"]["labels"]
        assert labels["gatewright.io/controller"] == wanted.replace("/", "_"), labels


@check("an edit of that route is one status write of each")
def one_write_each(this):
    shared(this)
    before, _ = settle(this, "gatewright-system", OTHER)
    with Watch(this.api, "httproute", SPACE, "both") as watch:
        this.apply(SPACE, objects.route("both", ["ours", "theirs"], ["/get", "/headers"]))
        generation = this.api.get("httproute", SPACE, "both")["metadata"]["generation"]
        wait("both have followed", lambda: all(
            one["observedGeneration"] == generation for entry in entries(this).values() for one in entry["conditions"]))
        for name in ("ours", "theirs"):
            this.answers(f"http://{this.address(SPACE, name)}/headers")
        after, _ = settle(this, "gatewright-system", OTHER)
    states = [state for state in watch.states if state["metadata"]["generation"] == generation]
    this.note(f"writes {', '.join(f'{now - then:.0f}' for now, then in zip(after, before))}, "
              f"{len(states) - 1} statuses seen")
    assert [now - then for now, then in zip(after, before)] == [1, 1], (before, after)
    times = {name: {one["lastTransitionTime"] for state in watch.states for parent in state["status"]["parents"]
                    if parent["controllerName"] == name for one in parent["conditions"]} for name in entries(this)}
    first = {parent["controllerName"]: {one["lastTransitionTime"] for one in parent["conditions"]}
             for parent in watch.states[0]["status"]["parents"]}
    assert times == first, f"lastTransitionTime changed: {first}, {times}"


@check("what one of them withdraws leaves the other's entry as it was, to the byte")
def withdrawn(this):
    shared(this)
    before = entries(this)[OTHER_NAME]
    this.apply(SPACE, objects.route("both", ["theirs"]))
    wait("our entry is gone", lambda: set(entries(this)) == {OTHER_NAME})
    generation = this.api.get("httproute", SPACE, "both")["metadata"]["generation"]
    wait("the other has followed", lambda: all(
        one["observedGeneration"] == generation for one in entries(this)[OTHER_NAME]["conditions"]))

    def timeless(entry):
        return json.dumps(entry, sort_keys=True).replace(f'"observedGeneration": {generation}', "").replace(
            f'"observedGeneration": {before["conditions"][0]["observedGeneration"]}', "")

    assert timeless(before) == timeless(entries(this)[OTHER_NAME]), (before, entries(this))


@check("a foreign controller's entries, conditions and fields of the route's status stay")
def foreign_entry(this):
    shared(this)
    foreign = {
        "controllerName": "example.com/foreign", "parentRef": {"name": "elsewhere"},
        "conditions": [{"type": "Accepted", "status": "True", "reason": "Accepted", "message": "foreign",
                        "lastTransitionTime": "2026-01-01T00:00:00Z", "observedGeneration": 1}]}
    parents = this.api.get("httproute", SPACE, "both")["status"]["parents"]
    this.kubectl("-n", SPACE, "patch", "httproute/both", "--subresource=status", "--type=merge",
                 "-p", json.dumps({"status": {"parents": [*parents, foreign]}}))
    this.apply(SPACE, objects.route("both", ["ours", "theirs"], ["/get", "/foreign"]))
    generation = this.api.get("httproute", SPACE, "both")["metadata"]["generation"]
    wait("both have followed", lambda: all(
        one["observedGeneration"] == generation for name, entry in entries(this).items()
        if name != foreign["controllerName"] for one in entry["conditions"]))
    kept = entries(this).get(foreign["controllerName"])
    assert kept is not None and kept["conditions"] == foreign["conditions"] and kept["parentRef"]["name"] == "elsewhere", kept
    this.delete(SPACE, "httproute/both")


@check("taking one controller away leaves the other's Gateway and entry alone")
def left(this):
    shared(this)
    before = entries(this)
    this.kubectl("-n", OTHER, "scale", f"deployment/{CONTROLLER}", "--replicas=0")
    wait("the other controller has ended", lambda: not this.controllers(OTHER))
    this.apply(SPACE, objects.route("both", ["ours", "theirs"], ["/get", "/after"]))
    for name, path, code in (("ours", "/after", 200), ("theirs", "/get", 200), ("theirs", "/after", 404)):
        this.answers(f"http://{this.address(SPACE, name)}{path}", code)
    assert entries(this)[OTHER_NAME] == before[OTHER_NAME], (before, entries(this))
    this.kubectl("-n", OTHER, "scale", f"deployment/{CONTROLLER}", "--replicas=1")
    this.answers(f"http://{this.address(SPACE, 'theirs')}/after")
    this.delete(SPACE, "gateway/ours", "gateway/theirs", "httproute/both")
    wait("all proxies are on their way out", lambda: not this.made(SPACE, "theirs")["deployment"])
    this.kubectl("delete", "-k", this.root / "conformance/cluster/other", "--wait=false", "--ignore-not-found")
    this.kubectl("delete", "namespace", SPACE, "--wait=false")
