"""Quick writes to the API server, and a watch that notes when it saw what."""

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time

from checks.api import path

MERGE = "application/merge-patch+json"
THREADS = 8


class Writer:
    """One connection that is kept. Of one thread at a time."""

    def __init__(self, api):
        self.api = api
        self.connection = None

    def ask(self, method, where, body=None, kind="application/json"):
        """The status code and the object of the answer; asks once more if a kept connection was closed meanwhile."""
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPSConnection(self.api.host, self.api.port, timeout=60, context=self.api.tls)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.connection.request(
                    method, where, None if body is None else json.dumps(body), {**self.api.headers, "Content-Type": kind})
                answer = self.connection.getresponse()
                return answer.status, json.loads(answer.read())
            except (ConnectionError, http.client.RemoteDisconnected, ssl.SSLEOFError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError("not reached")

    def expect(self, codes, method, where, body=None, kind="application/json"):
        code, answer = self.ask(method, where, body, kind)
        assert code in codes, f"{method} {where}: {code}: {str(answer)[:300]}"
        return answer

    def create(self, kind, namespace, item):
        return self.expect((200, 201), "POST", path(kind, namespace), item)

    def change(self, kind, namespace, name, patch):
        return self.expect((200,), "PATCH", path(kind, namespace, name), patch, MERGE)

    def delete(self, kind, namespace, name):
        return self.expect((200, 202), "DELETE", path(kind, namespace, name))

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def at_once(api, tasks):
    """Runs functions of a Writer on several connections; gives the seconds it took."""
    began = time.perf_counter()
    waiting = iter(list(tasks))
    turn = threading.Lock()
    failures = []

    def work():
        writer = Writer(api)
        try:
            while not failures:
                with turn:
                    task = next(waiting, None)
                if task is None:
                    return
                task(writer)
        except (OSError, http.client.HTTPException, AssertionError, ValueError) as e:
            failures.append(e)
        finally:
            writer.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - began


class Feed(threading.Thread):
    """
    A watch of one kind in a namespace: calls `saw(type, object, when)` for each event, on its own thread, until closed. The API
    server ends watches that are slow, as on a loaded machine: it goes on from the last event, so none is missed.
    """

    def __init__(self, api, kind, namespace, saw, **query):
        super().__init__(daemon=True)
        self.api, self.kind, self.namespace, self.query, self.saw = api, kind, namespace, query, saw
        found = api.read(path(kind, namespace, **query))
        for item in found["items"]:
            saw("ADDED", item, time.perf_counter())
        self.version = found["metadata"]["resourceVersion"]
        self.ending = False
        self.failure = None
        self.open()
        self.start()

    def open(self):
        self.connection, self.answer = self.api.open(path(
            self.kind, self.namespace, watch="1", resourceVersion=self.version, timeoutSeconds="7200", **self.query), seconds=7200)
        assert self.answer.status == 200, f"watch of {self.kind}: {self.answer.status}"
        self.socket = self.connection.sock or self.answer.fp.raw._sock  # the answer has it when it is to end it

    def run(self):
        try:
            while not self.ending:
                self.follow()
                if not self.ending:
                    self.connection.close()
                    self.open()
        except Exception as e:  # whatever it is: who waits for events must hear of it
            if not self.ending:
                self.failure = e

    def follow(self):
        rest = b""
        while part := self.answer.read1(1 << 16):
            when = time.perf_counter()
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                event = json.loads(line)
                assert event["type"] != "ERROR", event
                self.saw(event["type"], event["object"], when)
                self.version = event["object"]["metadata"]["resourceVersion"]

    def check(self):
        assert self.failure is None, f"a watch of the benchmark's own ended: {self.failure!r}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ending = True
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.join(10)
        self.connection.close()
