"""A client that asks all the time, on one connection that is kept, and notes every answer."""

import re
import socket
import threading
import time

from measure.figures import Runs

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.I)
CLOSES = re.compile(rb"\r\nconnection: *close", re.I)
POD = re.compile(rb'"pod": *"([^"]*)"')
TIMEOUT = 5


class Poller(threading.Thread):
    """
    Asks from `with` to its end. An answer is the name of the backend whose pod answered, or the status code, or the words of
    what went wrong. `runs` holds them in order; `reset` begins anew.
    """

    def __init__(self, address, host, path="/", pause=0.001):
        super().__init__(daemon=True)
        self.address, self.pause = address, pause
        self.request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        self.socket = None
        self.ending = False
        self.changed = threading.Condition()
        self.runs = Runs()
        self.asked = 0
        self.current = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        self.join(TIMEOUT + 5)

    def reset(self):
        """Forgets what was answered; gives it."""
        with self.changed:
            before, self.runs, self.current = self.runs, Runs(), None
            return before.runs

    def until(self, answer, seconds=60, more=0):
        """Waits for an answer, and for so many answers more; says whether they came."""
        deadline = time.perf_counter() + seconds
        with self.changed:
            while self.current != answer:
                if not self.changed.wait(max(0.0, deadline - time.perf_counter())):
                    return False
            enough = self.asked + more
            while self.asked < enough:
                if not self.changed.wait(max(0.0, deadline - time.perf_counter())):
                    return False
        return True

    def run(self):
        while not self.ending:
            began = time.perf_counter()
            try:
                answer = self.ask()
            except (OSError, ValueError, EOFError) as e:
                answer = f"{type(e).__name__} {e}"
                self.close()
            now = time.perf_counter()
            with self.changed:
                self.asked += 1
                self.runs.add(answer, now)
                self.current = answer
                self.changed.notify_all()
            left = self.pause - (now - began)
            if left > 0:
                time.sleep(left)
        self.close()

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def ask(self):
        if self.socket is None:
            self.socket = socket.create_connection((self.address, 80), TIMEOUT)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(self.request)
        head, body = self.read()
        if CLOSES.search(head):
            self.close()
        return named(head, body)

    def read(self):
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.more()
        head, _, body = data.partition(b"\r\n\r\n")
        if CHUNKED.search(head):
            while not body.endswith(b"0\r\n\r\n"):
                body += self.more()
            return head, body
        length = LENGTH.search(head)
        wanted = int(length.group(1)) if length else 0
        while len(body) < wanted:
            body += self.more()
        return head, body

    def more(self):
        part = self.socket.recv(65536)
        if not part:
            raise EOFError("the connection was ended in the middle of an answer")
        return part


def named(head, body):
    """A word for an answer: the backend whose pod it was (`v1` of `v1-7d9f-x2x4z`), else the status code."""
    code = head.split(b" ", 2)[1].decode()
    if code != "200":
        return code
    pod = POD.search(body)
    if not pod:
        return "200 of nobody"
    return pod.group(1).decode().rsplit("-", 2)[0]
