"""The HTTP/1.1 backend of the checks: says what it saw, sends and takes bodies of any size."""

import json
import re
import sys
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

BLOCK = bytes(range(256)) * 1024
sent = 0  # bytes of the last /big that the sockets have taken


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # heads go out in one piece

    def log_message(self, *args):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/big":
            self.big(int(query["bytes"]))
        elif url.path == "/sent":
            self.answer({"sent": sent})
        elif url.path == "/trailers":
            self.trailers()
        elif url.path.startswith("/delay/"):
            time.sleep(min(10.0, float(url.path[len("/delay/"):])))
            self.answer({"delayed": True})
        elif url.path == "/slow":
            self.slow(int(query["pieces"]))
        else:
            self.answer({
                "method": self.command, "path": self.path, "version": self.request_version,
                "headers": [[name.lower(), value] for name, value in self.headers.items()]})

    do_HEAD = do_GET

    def do_PUT(self):
        size, crc, framing, trailers = 0, 0, "length", {}
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            framing = "chunked"
            while True:
                length = int(self.rfile.readline().split(b";")[0], 16)
                if not length:
                    break
                for block in self.blocks(length):
                    size, crc = size + len(block), zlib.crc32(block, crc)
                self.rfile.readline()
            while line := self.rfile.readline().strip():
                name, value = line.decode().split(":", 1)
                trailers[name.lower()] = value.strip()
        else:
            for block in self.blocks(int(self.headers.get("content-length", "0"))):
                size, crc = size + len(block), zlib.crc32(block, crc)
        self.answer({
            "bytes": size, "crc": crc, "framing": framing, "trailers": trailers,
            "expect": self.headers.get("expect")})

    do_POST = do_PUT

    def blocks(self, length):
        while length:
            block = self.rfile.read1(min(length, 1 << 18))
            if not block:
                raise ConnectionError("the body ended early")
            length -= len(block)
            yield block

    def answer(self, value, status=200):
        body = json.dumps(value).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def big(self, size):
        global sent
        sent = 0
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.flush()
        while self.command != "HEAD" and sent < size:
            block = BLOCK[:size - sent]
            self.connection.sendall(block)
            sent += len(block)

    def slow(self, pieces):
        """A body in pieces, one each 100 ms."""
        self.send_response(200)
        self.send_header("Content-Length", str(pieces * 1000))
        self.end_headers()
        for _ in range(pieces):
            self.wfile.flush()
            time.sleep(0.1)
            self.wfile.write(b"s" * 1000)

    def trailers(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Trailer", "X-Checksum")
        self.end_headers()
        self.wfile.write(b"5\r\nhello\r\n0\r\nX-Checksum: 42\r\n\r\n")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


if __name__ == "__main__":
    host, port = re.fullmatch(r"(.*):(\d+)", sys.argv[1]).groups()
    Server((host, int(port)), Handler).serve_forever()
