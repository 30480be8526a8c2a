"""The bed as checks see it: kubectl, the API server, curl, processes. All of it runs in the bed's network already."""

import contextlib
import http.client
import json
import os
import re
import subprocess
import time
from pathlib import Path

from checks import objects
from checks.api import Api, condition

SYSTEM = "gatewright-system"
CONTROLLER = "gatewright-controller"
ADMIN, PROXY_ADMIN = 9090, 19090
# A machine that is shared may be slow; what is expected within a time of its own says so.
PATIENCE = 120


def wait(what, question, seconds=PATIENCE):
    """Waits until the answer is true, and gives it; says what was waited for if that never comes."""
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.1)


class Bed:
    def __init__(self, root, work, testbed, pid):
        self.root, self.work, self.testbed, self.pid = Path(root), Path(work), testbed, pid
        self.state = self.work / "state"
        self.files = self.work / "files"
        self.files.mkdir(exist_ok=True)
        self.api = Api(self.state)
        self.notes = []

    def note(self, text):
        """Adds a figure to the line of the check that runs."""
        self.notes.append(text)

    # --- commands ---

    def run(self, *command, seconds=60, stdin=None, ok=True):
        done = subprocess.run(
            [str(word) for word in command], cwd=self.files, capture_output=True, text=True, timeout=seconds,
            **({"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}))
        if ok:
            assert done.returncode == 0, f"{' '.join(map(str, command))[:200]}: exit code {done.returncode}: {done.stderr[-600:]}"
        return done

    def kubectl(self, *arguments, seconds=PATIENCE + 30, stdin=None, ok=True):
        return self.run("kubectl", *arguments, seconds=seconds, stdin=stdin, ok=ok).stdout

    def apply(self, namespace, *items):
        """Objects and lists of objects."""
        flat = []
        for item in items:
            flat.extend(item if isinstance(item, list) else [item])
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": flat})
        self.kubectl("-n", namespace, "apply", "-f", "-", stdin=text)

    def namespace(self, name):
        self.kubectl("apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}))

    def patch(self, namespace, target, change, kind="merge"):
        self.kubectl("-n", namespace, "patch", target, f"--type={kind}", "-p", json.dumps(change))

    def delete(self, namespace, *targets, more=()):
        self.kubectl("-n", namespace, "delete", *targets, "--ignore-not-found", "--timeout=120s", *more)

    def component(self, way, name):
        self.run(self.testbed, way, "--dir", self.state, name, seconds=90)

    def curl(self, url, *arguments, ok=True):
        """The status code and the body."""
        done = self.run("curl", "-sS", "--max-time", 5, "-w", "\n%{http_code}", *arguments, url, ok=ok)
        body, _, code = done.stdout.rpartition("\n")
        return int(code or 0), body

    def answers(self, url, code=200, *arguments, having=lambda body: True, seconds=PATIENCE):
        """Waits until curl gets this answer; gives the body."""
        last = [None]

        def asked():
            last[0] = self.curl(url, *arguments, ok=False)
            return last[0][0] == code and having(last[0][1])

        try:
            wait(f"{url} answers {code} as expected", asked, seconds)
        except AssertionError as e:
            raise AssertionError(f"{e}; last: {last[0]}") from None
        return last[0][1]

    # --- Gateways ---

    def programmed(self, namespace, name):
        """Waits for it, by kubectl as a user does, and gives the Gateway's address."""
        try:
            self.kubectl("-n", namespace, "wait", "--for=condition=Programmed", f"gateway/{name}", f"--timeout={PATIENCE}s")
        except AssertionError as e:
            status = (self.api.get("gateway", namespace, name) or {}).get("status")
            raise AssertionError(f"{e}; status: {json.dumps(status)[:1500]}") from None
        return self.address(namespace, name)

    def address(self, namespace, name):
        return self.api.get("gateway", namespace, name)["status"]["addresses"][0]["value"]

    def condition(self, namespace, name, kind, status, reason=None, seconds=PATIENCE):
        """Waits until a Gateway's condition is so for its newest generation; gives it."""
        last = [None]

        def so():
            there = self.api.get("gateway", namespace, name)
            last[0] = one = condition(there, kind)
            return (one and one["status"] == status and reason in (None, one["reason"])
                    and one["observedGeneration"] == there["metadata"]["generation"] and one)

        try:
            return wait(f"Gateway {name}: {kind}={status} {reason or ''}", so, seconds)
        except AssertionError as e:
            raise AssertionError(f"{e}; it is {last[0]}") from None

    def made(self, namespace, gateway):
        """Everything that bears the Gateway's name as its label, as {kind: [objects]}."""
        kinds = ("deployment", "service", "serviceaccount", "configmap", "horizontalpodautoscaler", "poddisruptionbudget")
        return {kind: self.api.list(kind, namespace, labelSelector=f"{objects.NAME_LABEL}={gateway}") for kind in kinds}

    def pods(self, namespace, selector):
        """Those that are not ending."""
        return [pod for pod in self.api.list("pod", namespace, labelSelector=selector)
                if "deletionTimestamp" not in pod["metadata"]]

    def proxies(self, namespace, gateway, count=None):
        """Its proxies; waits until there are so many, all ready, if a number is given."""
        selector = f"{objects.NAME_LABEL}={gateway}"
        if count is None:
            return self.pods(namespace, selector)
        return wait(f"{count} ready proxies of {gateway}", lambda: self.ready(namespace, selector, count))

    def ready(self, namespace, selector, count):
        pods = self.pods(namespace, selector)
        return pods if len(pods) == count and all(is_ready(pod) for pod in pods) else None

    def rolled_out(self, namespace, deployment):
        self.kubectl("-n", namespace, "rollout", "status", f"deployment/{deployment}", f"--timeout={PATIENCE}s")

    # --- the controller ---

    def controllers(self, namespace=SYSTEM, count=None):
        selector = "app.kubernetes.io/component=controller"
        if count is None:
            return self.pods(namespace, selector)
        return wait(f"{count} ready controllers", lambda: self.ready(namespace, selector, count))

    def leader(self, namespace=SYSTEM, other_than=""):
        """The name of the leading pod; waits until there is one."""

        def holder():
            lease = self.api.get("lease", namespace, CONTROLLER)
            name = (lease or {}).get("spec", {}).get("holderIdentity", "").partition("_")[0]
            alive = {pod["metadata"]["name"] for pod in self.controllers(namespace)}
            return name if name in alive and name != other_than else None

        return wait("a leading controller", holder)

    def status_writes(self, namespace=SYSTEM):
        """How many statuses all replicas have written so far."""
        return sum(self.meter(pod, ADMIN, "gatewright_status_writes_total") for pod in self.controllers(namespace))

    def page(self, pod, port, path):
        """A page of a pod: status code and text; (0, "") if there is no answer."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(pod["status"]["podIP"], port, timeout=5)
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
            finally:
                connection.close()
        return 0, ""

    def meter(self, pod, port, name):
        code, text = self.page(pod, port, "/metrics")
        assert code == 200, f"{pod['metadata']['name']}: /metrics answers {code}"
        return sum(float(value) for value in re.findall(rf"^{name}(?:\{{[^}}]*\}})? ([0-9.e+-]+)", text, re.M))

    # --- processes ---

    def process(self, pod):
        """The pid of the JVM in this pod of this bed."""
        wanted = f"POD_NAME={pod}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                if (os.path.basename(os.readlink(entry / "exe")) == "java"
                        and wanted in (entry / "environ").read_bytes().split(b"\0") and self.ours(int(entry.name))):
                    found.append(int(entry.name))
        assert len(found) == 1, f"processes of pod {pod}: {found}"
        return found[0]

    def ours(self, pid):
        while pid > 1:
            if pid == self.pid:
                return True
            pid = int(re.search(r"^PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M).group(1))
        return False

    def kill(self, pod, signal):
        self.signal(self.process(pod), signal)

    def signal(self, pid, signal):
        """To a process of this bed only."""
        assert self.ours(pid), f"process {pid} is not of this bed"
        os.kill(pid, signal)

    def restarts(self, namespace, pod):
        there = self.api.get("pod", namespace, pod)
        statuses = (there or {}).get("status", {}).get("containerStatuses", [])
        return sum(one["restartCount"] for one in statuses)

    def restarted(self, namespace, pod, before):
        """Waits until the container runs anew and is ready; gives the pod."""
        wait(f"{pod} is started anew", lambda: self.restarts(namespace, pod) > before)
        wait(f"{pod} is ready again", lambda: is_ready(self.api.get("pod", namespace, pod)))
        return self.api.get("pod", namespace, pod)

    # --- certificates ---

    def openssl(self, *arguments):
        return self.run("openssl", *arguments).stdout

    def authority(self, name="authority"):
        self.openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout", f"{name}.key", "-out", f"{name}.crt")
        return self.files / f"{name}.crt"

    def certificate(self, host, authority="authority"):
        """A Secret's data and the serial number."""
        self.openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}",
            "-keyout", "host.key", "-out", "host.csr")
        (self.files / "host.ext").write_text(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth\n")
        self.openssl(
            "x509", "-req", "-in", "host.csr", "-CA", f"{authority}.crt", "-CAkey", f"{authority}.key", "-CAcreateserial",
            "-days", "2", "-extfile", "host.ext", "-out", "host.crt")
        serial = self.openssl("x509", "-in", "host.crt", "-noout", "-serial").strip().partition("=")[2]
        pair = {"tls.crt": (self.files / "host.crt").read_text(), "tls.key": (self.files / "host.key").read_text()}
        return pair, int(serial, 16)


def is_ready(pod):
    one = condition(pod, "Ready")
    return bool(one) and one["status"] == "True"
