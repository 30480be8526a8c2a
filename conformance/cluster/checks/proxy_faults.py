"""Proxies and backends go and come, certificates and routes change: no request notices."""

import json
import socket
import ssl
import time

from checks import check, objects
from checks.bed import wait
from checks.steady import HOST, MADE, NAME, SPACE, asked, busy, certificate, edited


def over(this, selector):
    """Waits until no pod of these is ending."""
    wait("pods that end are gone", lambda: all(
        "deletionTimestamp" not in pod["metadata"] for pod in this.api.list("pod", SPACE, labelSelector=selector)))


PROXIES = f"{objects.NAME_LABEL}={NAME}"


@check("one of two proxy pods is deleted and replaced: no request fails")
def replaced(this):
    address = busy(this)
    with asked(this, address) as load:
        load.more(5)
        pod = this.proxies(SPACE, NAME, 2)[0]["metadata"]["name"]
        this.kubectl("-n", SPACE, "delete", "pod", pod)
        this.proxies(SPACE, NAME, 2)
        load.more(10)


@check("both proxies are replaced by a rollout: no request fails")
def both(this):
    address = busy(this)
    with asked(this, address) as load:
        this.kubectl("-n", SPACE, "rollout", "restart", f"deployment/{MADE}")
        this.rolled_out(SPACE, MADE)
        over(this, PROXIES)
        load.more(10)


@check("a single proxy is replaced by a rollout: no request fails")
def single(this):
    address = busy(this, proxies=1)
    before = [pod["metadata"]["uid"] for pod in this.proxies(SPACE, NAME, 1)]
    with asked(this, address) as load:
        this.kubectl("-n", SPACE, "rollout", "restart", f"deployment/{MADE}")
        this.rolled_out(SPACE, MADE)
        over(this, PROXIES)
        load.more(10)
    assert before != [pod["metadata"]["uid"] for pod in this.proxies(SPACE, NAME, 1)], "the pod is the same"


@check("the number of proxies goes from one to three and back: no request fails")
def resized(this):
    address = busy(this, proxies=1)
    with asked(this, address) as load:
        for count in (3, 1):
            this.apply(SPACE, objects.parameters(NAME, replicas=count))
            this.proxies(SPACE, NAME, count)
            load.more(10)
        over(this, PROXIES)
        load.more(10)


@check("three backend pods are replaced by a rollout: no request fails")
def rolling(this):
    address = busy(this)
    with asked(this, address) as load:
        this.kubectl("-n", SPACE, "rollout", "restart", "deployment/backend")
        this.rolled_out(SPACE, "backend")
        over(this, "app=backend")
        load.more(10)


@check("backends go from three to one, to five, and to three: no request fails")
def breathing(this):
    address = busy(this)
    with asked(this, address) as load:
        for count in (1, 5, 3):
            this.kubectl("-n", SPACE, "scale", "deployment/backend", f"--replicas={count}")
            this.rolled_out(SPACE, "backend")
            load.more(10)
        over(this, "app=backend")
        load.more(10)


@check("when all backends are ending, those that still serve are asked; when they are gone the answer is 503")
def terminating(this):
    address = busy(this, backends=2)
    longer = 20
    this.apply(SPACE, objects.backend(replicas=2, stop_after=longer))
    this.rolled_out(SPACE, "backend")
    over(this, "app=backend")
    try:
        with asked(this, address) as load:
            this.kubectl("-n", SPACE, "scale", "deployment/backend", "--replicas=0")
            began = time.monotonic()

            def ending():
                slices = this.api.list("endpointslice", SPACE, labelSelector="kubernetes.io/service-name=backend")
                states = [endpoint["conditions"] for one in slices for endpoint in one["endpoints"] or []]
                return states and all(one["terminating"] and one["serving"] and not one["ready"] for one in states)

            wait("all endpoints are terminating and serving", ending, longer // 2)
            load.more(10)
        spent = time.monotonic() - began
        assert spent < longer, f"the machine is too slow for this check: {spent:.1f} s of {longer} s"
        this.note(f"asked for {spent:.1f} s of {longer} s")
        this.answers(f"http://{address}/get", 503)
    finally:
        busy(this)


@check("a certificate is renewed under HTTPS load: no request and no handshake fails, the new one is shown afterwards")
def renewed(this):
    address = busy(this)
    wait("HTTPS is answered", lambda: this.curl(
        f"https://{HOST}/get", "--cacert", this.files / "authority.crt", "--connect-to", f"{HOST}:443:{address}:443",
        ok=False)[0] == 200)
    with asked(this, address, secure=True) as load:
        for _ in range(3):
            load.more(5)
            serial = certificate(this)
            wait("the new certificate is shown", lambda: shown(this, address) == serial, 30)
        # each proxy shows it: ask more often than chance would hide one that does not
        load.more(10)
        assert {shown(this, address) for _ in range(20)} == {serial}, "an old certificate is still shown"


def shown(this, address):
    """The serial number of the certificate that a new connection gets."""
    tls = ssl.create_default_context(cafile=this.files / "authority.crt")
    with socket.create_connection((address, 443), 5) as plain, tls.wrap_socket(plain, server_hostname=HOST) as secured:
        return int(secured.getpeercert()["serialNumber"], 16)


@check("20 edits of a route under load: no request fails, the last one is in force")
def edits(this):
    address = busy(this)
    with asked(this, address) as load:
        for number in range(19):
            this.apply(SPACE, objects.route("busy", [NAME], ["/get", f"/edit-{number}"], add={"x-edit": str(number)}))
            load.more(1)
        edited(this, address)
    code, body = this.curl(f"http://{address}/get")
    assert code == 200 and "X-Edit" not in json.loads(body)["headers"], (code, body)


@check("a listener comes and goes under load: no request fails on the other ports")
def listeners(this):
    address = busy(this)
    with asked(this, address, settled=False) as load:
        for number in range(3):
            this.apply(SPACE, objects.gateway(NAME, ports=(80, 8100 + number), parameters=NAME, secret="https"))
            this.answers(f"http://{address}:{8100 + number}/get")
            load.more(5)
        this.apply(SPACE, objects.gateway(NAME, parameters=NAME, secret="https"))
        this.condition(SPACE, NAME, "Programmed", "True")
        load.more(5)
