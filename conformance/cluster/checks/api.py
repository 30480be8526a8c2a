"""The API server, asked without kubectl: quick reads, and watches that outlive it."""

import http.client
import json
import re
import ssl
import threading
import time
import urllib.parse
from pathlib import Path

GATEWAY_API = "/apis/gateway.networking.k8s.io/v1"
PATHS = {
    "gateway": (GATEWAY_API, "gateways"),
    "gatewayclass": (GATEWAY_API, "gatewayclasses"),
    "httproute": (GATEWAY_API, "httproutes"),
    "gatewayparameters": ("/apis/gatewright.io/v1alpha1", "gatewayparameters"),
    "deployment": ("/apis/apps/v1", "deployments"),
    "horizontalpodautoscaler": ("/apis/autoscaling/v2", "horizontalpodautoscalers"),
    "poddisruptionbudget": ("/apis/policy/v1", "poddisruptionbudgets"),
    "endpointslice": ("/apis/discovery.k8s.io/v1", "endpointslices"),
    "lease": ("/apis/coordination.k8s.io/v1", "leases"),
    "service": ("/api/v1", "services"),
    "serviceaccount": ("/api/v1", "serviceaccounts"),
    "configmap": ("/api/v1", "configmaps"),
    "pod": ("/api/v1", "pods"),
}


def path(kind, namespace=None, name=None, **query):
    group, plural = PATHS[kind]
    where = group + (f"/namespaces/{namespace}" if namespace else "") + f"/{plural}" + (f"/{name}" if name else "")
    return where + ("?" + urllib.parse.urlencode(query) if query else "")


class Api:
    def __init__(self, state):
        kubeconfig = (Path(state) / "kubeconfig").read_text()

        def setting(key):
            return re.search(rf'{key}: "([^"]+)"', kubeconfig).group(1)

        url = urllib.parse.urlsplit(setting("server"))
        self.host, self.port = url.hostname, url.port
        self.tls = ssl.create_default_context(cafile=setting("certificate-authority"))
        self.headers = {"Authorization": "Bearer " + setting("token"), "Accept": "application/json"}

    def open(self, where, seconds=15):
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=seconds, context=self.tls)
        try:
            connection.request("GET", where, headers=self.headers)
            return connection, connection.getresponse()
        except BaseException:
            connection.close()
            raise

    def read(self, where):
        connection, answer = self.open(where)
        try:
            text = answer.read()
        finally:
            connection.close()
        if answer.status == 404:
            return None
        assert answer.status == 200, f"{where}: {answer.status}: {text[:300]}"
        return json.loads(text)

    def get(self, kind, namespace, name):
        """The object, or None."""
        return self.read(path(kind, namespace, name))

    def list(self, kind, namespace=None, **query):
        return self.read(path(kind, namespace, **query))["items"]


class Watch(threading.Thread):
    """All states of one object while the block runs, also beyond absences of the API server."""

    def __init__(self, api, kind, namespace, name):
        super().__init__(daemon=True)
        self.api, self.kind, self.namespace, self.object_name = api, kind, namespace, name
        self.states = []
        self.ending = threading.Event()

    def run(self):
        query = {"fieldSelector": f"metadata.name={self.object_name}"}
        while not self.ending.is_set():
            connection = None
            try:
                found = self.api.read(path(self.kind, self.namespace, **query))
                for item in found["items"]:
                    self.saw(item)
                connection, answer = self.api.open(path(
                    self.kind, self.namespace, watch="1", resourceVersion=found["metadata"]["resourceVersion"],
                    timeoutSeconds="60", **query), seconds=2)
                while not self.ending.is_set():
                    try:
                        line = answer.readline()
                    except TimeoutError:
                        break  # quiet: look again, so that the end is noticed
                    if not line:
                        break
                    event = json.loads(line)
                    if event["type"] in ("ADDED", "MODIFIED"):
                        self.saw(event["object"])
                    elif event["type"] == "DELETED":
                        self.states.append(None)
            except (OSError, http.client.HTTPException, AssertionError, ValueError):
                time.sleep(0.2)
            finally:
                if connection is not None:
                    connection.close()

    def saw(self, item):
        last = self.states[-1] if self.states else None
        if last is None or last["metadata"]["resourceVersion"] != item["metadata"]["resourceVersion"]:
            self.states.append(item)

    def __enter__(self):
        self.start()
        deadline = time.monotonic() + 20
        while not self.states:
            assert time.monotonic() < deadline, f"{self.kind} {self.object_name} cannot be watched"
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.join(20)

    def conditions(self, kind):
        """Every (status, reason, lastTransitionTime) that this condition had, in order, without repetitions."""
        seen = []
        for state in self.states:
            one = condition(state, kind) if state else None
            entry = (one["status"], one["reason"], one["lastTransitionTime"]) if one else None
            if not seen or seen[-1] != entry:
                seen.append(entry)
        return seen


def condition(item, kind):
    """A condition of an object, or None."""
    for one in (item or {}).get("status", {}).get("conditions", []):
        if one["type"] == kind:
            return one
    return None
