"""What faults are tried on: a Gateway of two proxies that is asked all the while, and whose conditions must not move."""

import contextlib
import itertools
import json

from checks import objects
from checks.api import Watch, condition
from checks.load import Load

SPACE, NAME, HOST = "faults", "busy", "faults.example.com"
MADE = "busy-gatewright"
STOP_AFTER = 5
numbers = itertools.count(1)


def busy(this, proxies=2, backends=3):
    """The Gateway as checks expect it; gives its address."""
    this.namespace(SPACE)
    if not (this.files / "authority.crt").exists():
        this.authority()
    if this.run("kubectl", "-n", SPACE, "get", "secret/https", ok=False).returncode != 0:
        certificate(this)
    this.apply(
        SPACE, objects.backend(replicas=backends, stop_after=STOP_AFTER), objects.parameters(NAME, replicas=proxies),
        objects.gateway(NAME, parameters=NAME, secret="https"), objects.route("busy", [NAME]))
    this.rolled_out(SPACE, "backend")
    address = this.programmed(SPACE, NAME)
    this.proxies(SPACE, NAME, proxies)
    this.answers(f"http://{address}/get")
    return address


def certificate(this):
    """Makes a new one for HOST and puts it into the Secret; gives its serial number."""
    pair, serial = this.certificate(HOST)
    this.apply(SPACE, {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "https"}, "type": "kubernetes.io/tls",
                       "stringData": pair})
    return serial


def edited(this, address):
    """Edits the route, and waits until requests show it."""
    mark = f"edit-{next(numbers)}"
    this.apply(SPACE, objects.route("busy", [NAME], add={"x-mark": mark}))
    this.answers(f"http://{address}/get", having=lambda body: json.loads(body)["headers"].get("X-Mark") == [mark])


@contextlib.contextmanager
def asked(this, address, settled=True, secure=False):
    """Load for as long as the block runs, while the Gateway's conditions stay as they are."""
    with Watch(this.api, "gateway", SPACE, NAME) as watch:
        with Load(this, address, host=HOST, authority=this.files / "authority.crt", secure=secure) as load:
            yield load
            load.more(10)
    if settled:
        for kind in ("Accepted", "Programmed"):
            seen = watch.conditions(kind)
            assert len(seen) == 1 and seen[0][0] == "True", f"{kind} of the Gateway over time: {seen}"
        listeners = [tuple((one["name"], (condition({"status": one}, "Programmed") or {}).get("status"))
                           for one in state["status"]["listeners"]) for state in watch.states]
        assert len(set(listeners)) == 1, f"Programmed of the listeners over time: {listeners}"
