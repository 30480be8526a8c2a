"""wrk and h2load: no request fails, not even while files change and a certificate is replaced."""

import re
import socket
import ssl
import subprocess
import threading
import time

from checks import check
from checks.bed import ADDRESS, HOST, PORT, TLS_PORT, wait


def wrk(seconds):
    return ["wrk", "-t1", "-c32", "--timeout", "20s", f"-d{seconds}s", "-H", f"Host: {HOST}", f"http://{ADDRESS}:{PORT}/load"]


def h2load(seconds, *arguments, secure=False, path="/load"):
    scheme, port = ("https", TLS_PORT) if secure else ("http", PORT)
    return ["h2load", "-t1", f"-D{seconds}", *arguments, f"--connect-to={ADDRESS}:{port}", f"{scheme}://{HOST}{path}"]


def judged(command, output):
    """Requests that succeeded; fails if one did not."""
    if command[0] == "wrk":
        assert "Socket errors" not in output and "Non-2xx" not in output, output
        return int(re.search(r"(\d+) requests in", output).group(1))
    found = re.search(r"requests: .* (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", output)
    assert found, output
    done, succeeded, failed, errored, late = map(int, found.groups())
    codes = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", output)
    assert (failed, errored, late) == (0, 0, 0) and done == succeeded and codes.groups()[1:] == ("0", "0", "0"), output
    return succeeded


def simple(bed, command):
    number = judged(command, bed.run(*command, seconds=90).stdout)
    bed.note(f"{number} requests")
    assert number > 100, number


@check("wrk over HTTP/1.1")
def _(bed):
    simple(bed, wrk(2))


@check("h2load over HTTP/2 in clear text, 8 connections of 16 streams")
def _(bed):
    simple(bed, h2load(2, "-c8", "-m16"))


@check("h2load over HTTP/2 and TLS, 8 connections of 16 streams")
def _(bed):
    simple(bed, h2load(2, "-c8", "-m16", secure=True))


@check("h2load over HTTP/1.1 and TLS, 16 connections")
def _(bed):
    simple(bed, h2load(2, "-c16", "--h1", secure=True))


@check("h2load over HTTP/2 to backends of h2c and TLS")
def _(bed):
    for path in ("/h2c", "/tls"):
        simple(bed, h2load(1, "-c8", "-m16", path=path))


EDITED = """apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: edited
spec:
  parentRefs: [{name: clients}]
  hostnames: [one.example.com]
  rules:
  - matches: [{path: {value: /edited}}]
    filters:
    - type: ResponseHeaderModifier
      responseHeaderModifier:
        set: [{name: x-edit, value: "edit-%d"}]
    backendRefs: [{name: nginx, port: 80}]
"""


def serial_served(bed):
    """One new TLS connection: the serial number of the certificate that it shows, verified."""
    context = ssl.create_default_context(cafile=str(bed.work / "servers-ca.crt"))
    with socket.create_connection((ADDRESS, TLS_PORT), 60) as raw:
        with context.wrap_socket(raw, server_hostname=HOST) as secure:
            der = secure.getpeercert(binary_form=True)
            secure.sendall(f"GET /load HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while block := secure.recv(65536):
                answer += block
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    done = subprocess.run(["openssl", "x509", "-inform", "der", "-noout", "-serial"], input=der, capture_output=True, timeout=10)
    return done.stdout.decode().strip().split("=")[1]


def edit_served(bed):
    done = bed.curl("-o", "/dev/null", "-D", "-", f"http://{HOST}/edited")
    return re.search(r"x-edit: (\S+)", done.stdout, re.I).group(1)


@check("20 edits of the YAML and a new certificate under load: no request fails, and each change counts")
def _(bed):
    before = bed.serial("one")
    bed.certificate("one", "servers", HOST)
    after = bed.serial("one")
    assert before != after
    commands = wrk(2), h2load(2, "-c8", "-m16", secure=True), h2load(2, "-c8", "--h1", secure=True)
    serials, answers, problems, over = [], [], [], threading.Event()

    def connect():
        while not over.is_set():
            try:
                serials.append(serial_served(bed))
            except Exception as e:  # reported below
                problems.append(repr(e))

    def load(command):
        while not over.is_set():
            try:
                answers.append(judged(command, bed.run(*command, seconds=90).stdout))
            except Exception as e:  # reported below
                problems.append(repr(e))

    threads = [threading.Thread(target=connect)] + [threading.Thread(target=load, args=(command,)) for command in commands]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    try:
        for number in range(1, 21):
            bed.write("edited.yaml", EDITED % number)
            if number == 10:
                bed.secret("one", "one")
            wait(f"edit {number} is served", lambda number=number: edit_served(bed) == f"edit-{number}")
        wait("the new certificate is served", lambda: serial_served(bed) == after)
        bed.note(f"20 edits in {time.monotonic() - began:.1f} s")
    finally:
        over.set()
        for thread in threads:
            thread.join(40)
    bed.note(f"{sum(answers)} requests, {len(serials)} new TLS connections")
    assert not problems, problems[:3]
    assert set(serials) <= {before, after} and serials[-1] == after, set(serials)
    assert serials.index(after) == serials.count(before), "the old certificate came back"
