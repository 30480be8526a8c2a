"""Frames and heads that no honest client sends. The gateway refuses them and goes on serving everybody else."""

import contextlib
import socket
import struct

from hpack import Encoder
from hyperframe.frame import ContinuationFrame, DataFrame, Frame, GoAwayFrame, HeadersFrame, PingFrame, RstStreamFrame
from hyperframe.frame import SettingsFrame, WindowUpdateFrame

from checks import check
from checks.bed import ADDRESS, HOST, PORT, TLS_PORT

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SettingsFrame(0).serialize()
HEAD = [(":method", "GET"), (":scheme", "http"), (":authority", HOST), (":path", "/load")]


@contextlib.contextmanager
def connection(port=PORT):
    with socket.create_connection((ADDRESS, port), 60) as raw:
        raw.settimeout(20)
        yield raw


def send(raw, data):
    """Sends until the other side has enough: that is an answer too."""
    with contextlib.suppress(ConnectionError):
        raw.sendall(data)
        return True
    return False


def rest(raw):
    """All that comes until the other side closes; fails if it does not close."""
    data = b""
    try:
        while block := raw.recv(65536):
            data += block
    except ConnectionError:
        pass
    except TimeoutError:
        raise AssertionError(f"the connection is still open, after {data[:200]!r}") from None
    return data


def frames(data):
    while len(data) >= 9:
        frame, length = Frame.parse_frame_header(memoryview(data[:9]))
        frame.parse_body(memoryview(data[9:9 + length]))
        yield frame
        data = data[9 + length:]


def goaway(data):
    return next((frame.error_code for frame in frames(data) if isinstance(frame, GoAwayFrame) and frame.error_code), None)


def served(bed):
    done = bed.curl("-o", "/dev/null", "-w", "%{http_code}", f"http://{HOST}/load")
    assert done.stdout == "200", done.stdout


def headers(stream, fields, *flags):
    frame = HeadersFrame(stream, Encoder().encode(fields))
    for flag in flags:
        frame.flags.add(flag)
    return frame.serialize()


def head(stream, *more):
    return headers(stream, [*HEAD, *more], "END_HEADERS", "END_STREAM")


@check("a head that two readers could frame in two ways is refused and never forwarded")
def _(bed):
    for lines in (
            "Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6",
            "Transfer-Encoding: chunked, identity", "Transfer-Encoding : chunked", "Content-Length: +5", "X: a\r\n b"):
        with connection() as raw:
            send(raw, f"POST /upload HTTP/1.1\r\nHost: {HOST}\r\n{lines}\r\n\r\n0\r\n\r\nGET /load HTTP/1.1\r\n\r\n".encode())
            answer = rest(raw)
            assert answer.startswith(b"HTTP/1.1 400") and answer.count(b"HTTP/1.1 ") == 1, (lines, answer[:300])
    served(bed)


@check("what is not HTTP is refused, in clear text and instead of TLS")
def _(bed):
    for port, words in ((PORT, bytes(range(128, 256)) * 10), (PORT, b"\x16\x03\x01\x02\x00" + bytes(600)),
                        (TLS_PORT, b"GET / HTTP/1.1\r\nHost: one.example.com\r\n\r\n"), (TLS_PORT, bytes(range(128, 256)) * 10)):
        with connection(port) as raw:
            send(raw, words)
            answer = rest(raw)
            assert b" 200" not in answer.split(b"\r\n")[0], answer[:300]
    served(bed)


@check("frames where they may not be end the connection, by no wrong error")
def _(bed):
    cases = {
        "DATA on stream 0": (b"\x00\x00\x01\x00\x00\x00\x00\x00\x00x", 1),
        "HEADERS on an even stream": (head(2), 1),
        "DATA on an idle stream": (DataFrame(5, b"x").serialize(), 1),
        "CONTINUATION without HEADERS": (b"\x00\x00\x01\x09\x04\x00\x00\x00\x01\x82", 1),
        "a frame too long": (struct.pack(">I", 20_000)[1:] + b"\x00\x00\x00\x00\x00\x01" + bytes(20_000), 6),
        "PING of 7 bytes": (b"\x00\x00\x07\x06\x00\x00\x00\x00\x00" + bytes(7), 6),
        "SETTINGS of 5 bytes": (b"\x00\x00\x05\x04\x00\x00\x00\x00\x00" + bytes(5), 6),
        "a window beyond 2^31": (WindowUpdateFrame(0, 0x7FFFFFFF).serialize(), 3),
        "HPACK that cannot be decoded": (b"\x00\x00\x02\x01\x05\x00\x00\x00\x01\xff\xff", 9),
    }
    for name, (data, expected) in cases.items():
        with connection() as raw:
            send(raw, PREFACE + data)
            code = goaway(rest(raw))
            assert code == expected, f"{name}: GOAWAY {code}, {expected} expected"
    served(bed)


@check("a client that opens and resets streams without end is cut off")
def _(bed):
    with bed.bounded_rss(60), connection() as raw:
        send(raw, PREFACE)
        data = b"".join(head(stream) + RstStreamFrame(stream, 8).serialize() for stream in range(1, 40_001, 2))
        send(raw, data)
        code = goaway(rest(raw))
        assert code in (None, 11), f"GOAWAY {code}, 11 expected"
    served(bed)


@check("a head without end is cut off")
def _(bed):
    with bed.bounded_rss(60), connection() as raw:
        send(raw, PREFACE + headers(1, HEAD))
        filler = ContinuationFrame(1, Encoder().encode([("x-filler", "y" * 8000)], huffman=False)).serialize()
        for _ in range(2000):
            if not send(raw, filler):
                break
        rest(raw)
    served(bed)


@check("floods of PING, SETTINGS and empty DATA cost no memory")
def _(bed):
    post = headers(1, [(":method", "POST"), *HEAD[1:]], "END_HEADERS")
    for name, data in (("PING", PingFrame(0, b"12345678").serialize()), ("SETTINGS", SettingsFrame(0).serialize()),
                       ("DATA", DataFrame(1, b"").serialize())):
        with bed.bounded_rss(60), connection() as raw:
            raw.settimeout(3)
            send(raw, PREFACE + post)
            with contextlib.suppress(TimeoutError):
                # 14 MB at most: more than all sockets on the way hold
                bed.note(f"{name} " + ("goes on" if all(send(raw, data * 1000) for _ in range(800)) else "is cut off"))
    served(bed)


@check("200 clients that send half a head do not keep others from being served")
def _(bed):
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            send(stack.enter_context(connection()), b"GET /load HTTP/1.1\r\nHost: one")
        served(bed)
