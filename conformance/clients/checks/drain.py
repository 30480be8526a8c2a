"""SIGTERM under load. These checks end the gateway, in the order given; each of them starts it again if need be."""

import asyncio
import queue
import re
import signal
import socket
import subprocess
import threading
import time

import grpc

import echo_pb2_grpc
from checks import check
from checks.bed import ADDRESS, HOST, PORT, PYTHON, accepts, wait
from checks.grpc_calls import NAMED
from echo_pb2 import Message
from websockets.sync.client import connect

REQUEST = f"GET /load HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def running(bed):
    """A gateway that serves, whatever the check before has left."""
    if bed.gateway.poll() is None and not bed.ready():
        bed.gateway.kill()
        bed.gateway.wait()
    if bed.gateway.poll() is not None:
        bed.start_gateway()


def ended(bed, began, at_most):
    code = bed.gateway.wait(at_most)
    bed.note(f"ended after {time.monotonic() - began:.1f} s")
    assert code == 0, f"exit code {code}: {bed.tail('gatewright')}"


@check("SIGTERM without clients ends it soon, with exit code 0")
def _(bed):
    running(bed)
    began = time.monotonic()
    bed.gateway.send_signal(signal.SIGTERM)
    ended(bed, began, 60)


class Asker:
    """One client of HTTP/1.1 that asks without a pause, opening a new connection when it is told to close the old one."""

    def __init__(self, terminated):
        self.terminated = terminated
        self.answers = 0
        self.last_calls = 0
        self.problems = []

    async def run(self):
        while True:
            try:
                reader, writer = await asyncio.open_connection(ADDRESS, PORT)
            except ConnectionError as e:
                if not self.terminated.is_set():
                    self.problems.append(f"refused before the signal: {e}")
                return
            self.here = 0
            try:
                await self.ask(reader, writer)
            except ConnectionError as e:
                if self.here or not self.terminated.is_set():
                    self.problems.append(f"cut after {self.here} answers on this connection: {e}")
                return  # else it was in the queue of the socket that has been closed: refused, too
            except Exception as e:
                self.problems.append(f"{type(e).__name__} after {self.here} answers on this connection: {e}")
                return
            finally:
                writer.close()

    async def ask(self, reader, writer):
        while True:
            writer.write(REQUEST)
            head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)).decode().lower()
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            body = await asyncio.wait_for(reader.readexactly(length), 60)
            assert head.startswith("http/1.1 200") and body.startswith(b"nginx"), head
            self.answers += 1
            self.here += 1
            if "connection: close" in head:
                self.last_calls += 1
                return


@check("SIGTERM under load of HTTP/1.1: every request that was taken is answered")
def _(bed):
    running(bed)
    terminated = threading.Event()
    askers = [Asker(terminated) for _ in range(32)]

    async def all_of_them():
        tasks = [asyncio.create_task(asker.run()) for asker in askers]
        deadline = time.monotonic() + 60
        while sum(asker.answers for asker in askers) < 2000 or not all(asker.answers for asker in askers):
            assert time.monotonic() < deadline, f"too slow: {[asker.answers for asker in askers]} answers"
            await asyncio.sleep(0.05)
        terminated.set()
        bed.gateway.send_signal(signal.SIGTERM)
        await asyncio.wait_for(asyncio.gather(*tasks), 60)

    asyncio.run(all_of_them())
    began = time.monotonic()
    problems = [problem for asker in askers for problem in asker.problems]
    bed.note(f"{sum(asker.answers for asker in askers)} answers")
    assert not problems, f"{len(problems)} of {len(askers)} clients: {problems[:3]}"
    assert all(asker.last_calls for asker in askers), "no `Connection: close` for some clients"
    ended(bed, began, 60)


@check("SIGTERM with requests in flight: downloads, HTTP/2 streams, gRPC and WebSocket finish")
def _(bed):
    running(bed)

    def client(*command):
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    host = ("-H", f"Host: {HOST}")
    url = f"http://{ADDRESS}:{PORT}"
    slow = client("curl", "-sS", *host, "-o", "/dev/null", "-w", "%{http_code} %{size_download}", f"{url}/slow?pieces=20")
    slow2 = client(
        "curl", "-sS", "--http2-prior-knowledge", *host, "-o", "/dev/null", "-w", "%{http_code} %{size_download}",
        f"{url}/slow?pieces=20")
    streams = client("nghttp", "-nsy", "-m", "20", "-H", f":authority: {HOST}", f"{url}/delay/2")
    channel = grpc.insecure_channel(f"{ADDRESS}:{PORT}", NAMED)
    outgoing = queue.Queue()
    chat = echo_pb2_grpc.EchoStub(channel).Chat(iter(outgoing.get, None), timeout=60)
    outgoing.put(Message(number=0))
    assert next(chat).number == 0
    ws = connect(
        f"ws://{HOST}/websocket", sock=socket.create_connection((ADDRESS, PORT), 60), proxy=None, close_timeout=60)
    ws.send("before")
    assert ws.recv(60) == "before"
    wait("22 requests wait for the backend", lambda: connections_of_backend() >= 22)

    began = time.monotonic()
    bed.gateway.send_signal(signal.SIGTERM)
    wait("the port is closed", lambda: not accepts(PORT))
    assert bed.gateway.poll() is None, "it ended while requests were running"
    for number in range(1, 6):
        outgoing.put(Message(number=number))
        assert next(chat).number == number
        ws.send(f"after {number}")
        assert ws.recv(60) == f"after {number}"
    outgoing.put(None)
    assert list(chat) == []
    ws.close()
    channel.close()
    assert slow.communicate(timeout=60)[0] == "200 20000"
    assert slow2.communicate(timeout=60)[0] == "200 20000"
    told = streams.communicate(timeout=60)[0]
    statuses = re.findall(r"\s(\d{3})\s+\d+ /delay", told)
    assert statuses == ["200"] * 20, told[-1500:]
    ended(bed, began, 60)


def connections_of_backend():
    """Established connections to the Python backend: what the requests in flight have opened."""
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table]
    return sum(1 for row in rows if row[1].endswith(f":{PYTHON:04X}") and row[3] == "01")


@check("SIGTERM with a client that never ends: cut at the drain timeout")
def _(bed):
    running(bed)
    with socket.create_connection((ADDRESS, PORT), 60) as endless:
        endless.sendall(f"GET /big?bytes=1000000000000 HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert endless.recv(1000).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        bed.gateway.send_signal(signal.SIGTERM)
        ended(bed, began, 60)
    assert time.monotonic() - began > 9, "cut before the timeout of 10 s"
