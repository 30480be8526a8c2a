"""What the API server alone takes for the statuses of many routes, before there is a controller: the floor of `routes at once`."""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from checks.api import path
from checks.bed import Bed
from measure import plot
from measure.figures import SERVERS

SPACE = "floor"
SECONDS = 600
# as many as there are when routes are measured: two controllers and the benchmark's own
WATCHERS = 3
# as our controller asks: no check of fields, nothing but metadata back
QUERY = "fieldManager=floor&fieldValidation=Ignore"
ACCEPT = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1, application/json"


def binary():
    """Path of the Go client, built once for these sources."""
    folder = Path(__file__).resolve().parent.parent / "floor"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gatewright"
    sources = sorted(one for one in folder.iterdir() if one.suffix in (".go", ".mod"))
    key = hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()[:16]
    built = cache / f"floor-{key}"
    if not built.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = f"{built}.{os.getpid()}"
        subprocess.run(["go", "build", "-o", made, "."], cwd=folder, check=True, stdin=subprocess.DEVNULL,
                       env={**os.environ, "GOFLAGS": "-buildvcs=false", "GOWORK": "off", "CGO_ENABLED": "0"})
        os.rename(made, built)
    return built


def bodies():
    """A route as the benchmark makes it, and the status that our controller writes for it; both of any name."""
    conditions = [
        {"type": kind, "status": "True", "reason": kind, "message": message, "observedGeneration": 1,
         "lastTransitionTime": "2026-11-27T10:00:00Z"}
        for kind, message in (("Accepted", "the route is attached to its parent"), ("ResolvedRefs", "all references are resolved"))]
    return {
        "create": plot.route("NAME"),
        "patch": {"metadata": {"resourceVersion": "VERSION"}, "status": {"parents": [{
            "parentRef": {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": plot.GATEWAY},
            "controllerName": plot.OURS, "conditions": conditions}]}}}


def measure(this, count, query=QUERY, accept=ACCEPT):
    pids = ",".join(f"{name}={(this.state / f'{name}.pid').read_text().strip()}" for name in SERVERS)
    this.namespace(SPACE)
    done = this.run(
        binary(), "-server", f"https://{this.api.host}:{this.api.port}", "-ca", this.state / "certs" / "apiserver.crt",
        "-token", this.api.headers["Authorization"].removeprefix("Bearer "), "-path", path("httproute", SPACE),
        "-query", query, "-accept", accept, "-count", count, "-watchers", WATCHERS, "-pids", pids,
        seconds=SECONDS, stdin=json.dumps(bodies()))
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser()
    for name in ("root", "work", "testbed", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--many", type=int, default=1000)
    chosen = parser.parse_args()
    this = Bed(chosen.root, chosen.work, chosen.testbed, chosen.pid)
    Path(chosen.out).write_text(json.dumps(measure(this, chosen.many)))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AssertionError as e:
        print(f"bed: {e}", file=sys.stderr)
        sys.exit(2)
