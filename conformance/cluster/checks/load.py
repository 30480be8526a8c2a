"""Clients that ask all the while, and count every answer that is not the right one."""

import asyncio
import contextlib
import json
import ssl
import threading
import time

KEEPING, FRESH, SLOW = 50, 5, 5
CLIENTS = KEEPING + FRESH + SLOW
PAUSE = 0.15
TIMEOUT = 15


class Load:
    """
    50 clients that keep their connection, 5 that open one for each request, and 5 whose requests take a second, so that some are
    always under way; for as long as the block runs. A connection that ends after `connection: close` is opened again;
    everything else but the expected answer is a failed request: another status, another body, a reset, an end in the middle or
    without notice, no answer within 15 s.
    """

    def __init__(self, this, address, path="/get", host="faults.example.com", authority=None, secure=False):
        self.this, self.address, self.path, self.host = this, address, path, host
        self.tls = ssl.create_default_context(cafile=authority) if secure else None
        self.asked = 0
        self.failures = []
        self.excused = 0
        self.connections = 0
        self.slowest = 0.0
        self.answered = [0] * CLIENTS
        self.ending = False
        self.excusing = False
        self.began = time.monotonic()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.all()), daemon=True)

    def __enter__(self):
        self.thread.start()
        try:
            self.more(2)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind, *_):
        self.stop()
        excused = f", {self.excused} excused" if self.excused else ""
        self.this.note(
            f"{self.asked} asked, {len(self.failures)} failed{excused}, {self.connections} connections, "
            f"slowest {self.slowest * 1000:.0f} ms")
        if kind is None:
            assert not self.failures, f"{len(self.failures)} of {self.asked} requests failed: " + "; ".join(self.failures[:5])

    def stop(self):
        self.ending = True
        self.thread.join(TIMEOUT + 10)

    def more(self, requests=10, seconds=60):
        """Waits until each client has been answered so many times more: all of them have gone on meanwhile."""
        before = list(self.answered)
        deadline = time.monotonic() + seconds
        while any(now - then < (requests if number < KEEPING + FRESH else 1)
                  for number, (now, then) in enumerate(zip(self.answered, before))):
            assert time.monotonic() < deadline, (
                f"not all clients were answered {requests} times within {seconds} s; {len(self.failures)} failures: "
                + "; ".join(self.failures[-3:]))
            time.sleep(0.05)

    @contextlib.contextmanager
    def excuse(self):
        """What fails in this block is counted apart."""
        self.excusing = True
        try:
            yield
            self.more(1)  # what began in the block has ended
        finally:
            self.excusing = False

    def failed(self, client, began, why):
        if self.excusing:
            self.excused += 1
        else:
            kind = "keeping" if client < KEEPING else "fresh" if client < KEEPING + FRESH else "slow"
            self.failures.append(f"at {began - self.began:.2f} s, {kind} client {client}: {why}")

    async def all(self):
        await asyncio.gather(*(self.client(number) for number in range(CLIENTS)))

    async def client(self, number):
        connection = None
        count = 0
        await asyncio.sleep(PAUSE * number / CLIENTS)
        while not self.ending:
            count += 1
            if connection is not None and connection[0].at_eof():
                self.failed(number, time.monotonic(), "its idle connection was closed without notice")
                connection[1].close()
                connection = None
            connection = await self.request(number, count, connection)
            if connection is not None and KEEPING <= number < KEEPING + FRESH:
                connection[1].close()
                connection = None
            await asyncio.sleep(PAUSE)
        if connection is not None:
            connection[1].close()

    async def request(self, number, count, connection):
        """Asks once; gives the connection if it can be used again."""
        began = time.monotonic()
        stage = "connect"
        reused = connection is not None
        self.asked += 1
        try:
            async with asyncio.timeout(TIMEOUT):
                if connection is None:
                    connection = await self.connect()
                stage = "ask"
                path = f"{self.path}?client={number}&count={count}" + ("&delay=1s" if number >= KEEPING + FRESH else "")
                connection[1].write(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
                await connection[1].drain()
                stage = "answer"
                code, headers, body = await answer(connection[0])
            closes = headers.get("connection", "").lower() == "close"
            if code != 200:
                self.failed(number, began, f"{code} {headers.get('x-gatewright-reason', '')} {body[:100]}")
            elif not right(body, path):
                self.failed(number, began, f"another body than that of {path}: {body[:100]}")
            else:
                self.answered[number] += 1
                if number < KEEPING + FRESH:
                    self.slowest = max(self.slowest, time.monotonic() - began)
            if closes:
                connection[1].close()
            return None if closes else connection
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as e:
            self.failed(number, began, f"{stage}{' (used connection)' if reused else ''}: {type(e).__name__} {e} "
                                       f"after {time.monotonic() - began:.2f} s")
            if connection is not None:
                connection[1].close()
            return None

    async def connect(self):
        self.connections += 1
        if self.tls:
            return await asyncio.open_connection(self.address, 443, ssl=self.tls, server_hostname=self.host)
        return await asyncio.open_connection(self.address, 80)


def right(body, path):
    try:
        echo = json.loads(body)
    except ValueError:
        return False
    return echo.get("path") == path and bool(echo.get("pod"))


async def answer(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    code = int(head[0].split(" ")[1])
    headers = {}
    for line in head[1:]:
        key, _, value = line.partition(":")
        headers[key.lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readexactly(2)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return code, headers, body
