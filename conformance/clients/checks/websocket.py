"""WebSocket by `websockets` over HTTP/1.1, and by h2 with wsproto over HTTP/2 (RFC 8441)."""

import socket
import ssl

import h2.config
import h2.connection
import h2.events
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage
from wsproto.extensions import PerMessageDeflate

from checks import check
from checks.bed import ADDRESS, HOST, PORT, TLS_PORT


def trust(bed, *protocols):
    context = ssl.create_default_context(cafile=str(bed.work / "servers-ca.crt"))
    if protocols:
        context.set_alpn_protocols(protocols)
    return context


def sockets(bed, **more):
    """A WebSocket in clear text and one over TLS."""
    more = {"max_size": 16 << 20, "open_timeout": 10, "close_timeout": 5, "proxy": None, **more}
    with connect(f"ws://{HOST}/websocket", sock=socket.create_connection((ADDRESS, PORT), 60), **more) as plain:
        yield plain
    raw = socket.create_connection((ADDRESS, TLS_PORT), 60)
    with connect(f"wss://{HOST}/websocket", sock=raw, ssl=trust(bed), server_hostname=HOST, **more) as secure:
        yield secure


@check("text and binary messages come back, small and large, compressed or not")
def _(bed):
    for compression in ("deflate", None):
        for ws in sockets(bed, compression=compression):
            for message in ("hello", "ü" * 70_000, b"", bytes(range(256)) * 16_384):
                ws.send(message)
                assert ws.recv(60) == message


@check("a message in fragments comes back whole")
def _(bed):
    for ws in sockets(bed):
        ws.send(["a", "b" * 40_000, "c"])
        assert ws.recv(60) == "a" + "b" * 40_000 + "c"


@check("pings are answered in both directions")
def _(bed):
    for ws in sockets(bed):
        assert ws.ping(b"from the client").wait(10)
        ws.send("ping me")
        assert ws.recv(60) == "pong seen"


@check("the client's close is answered with its code")
def _(bed):
    for ws in sockets(bed):
        ws.close(4000, "enough")
        assert (ws.close_code, ws.close_reason) == (4000, "enough"), (ws.close_code, ws.close_reason)


@check("the backend's close reaches the client with its code and reason")
def _(bed):
    for ws in sockets(bed):
        ws.send("close me")
        try:
            raise AssertionError(f"a close was expected, not {ws.recv(60)!r}")
        except ConnectionClosed:
            assert (ws.close_code, ws.close_reason) == (4001, "as you wish"), (ws.close_code, ws.close_reason)


@check("the subprotocol is agreed on")
def _(bed):
    for ws in sockets(bed, subprotocols=["other", "echo.v1"]):
        assert ws.subprotocol == "echo.v1", ws.subprotocol


@check("1,000 messages in flight come back in order")
def _(bed):
    for ws in sockets(bed):
        for number in range(1000):
            ws.send(f"m{number}")
        assert [ws.recv(60) for _ in range(1000)] == [f"m{n}" for n in range(1000)]


class Extended:
    """One WebSocket on a stream of HTTP/2."""

    def __init__(self, sock, scheme):
        self.sock = sock
        sock.settimeout(60)
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.flush()
        self.events = []
        self.status = None
        self.settled = False
        self.until(lambda: self.settled)
        assert self.h2.remote_settings.enable_connect_protocol == 1, "extended CONNECT is not offered"
        self.stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(self.stream, [
            (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", scheme), (":authority", HOST),
            (":path", "/websocket"), ("sec-websocket-version", "13"), ("origin", f"{scheme}://{HOST}")])
        self.flush()
        self.frames = Connection(ConnectionType.CLIENT, extensions=[PerMessageDeflate()])
        self.ended = False
        self.until(lambda: self.status)

    def flush(self):
        self.sock.sendall(self.h2.data_to_send())

    def until(self, condition):
        while not (answer := condition()):
            data = self.sock.recv(65536)
            assert data, "the connection ended"
            for event in self.h2.receive_data(data):
                if isinstance(event, h2.events.ResponseReceived):
                    self.status = dict(event.headers)[":status"]
                elif isinstance(event, h2.events.DataReceived):
                    self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                    if event.data:  # the end of a stream may be an empty frame
                        self.frames.receive_data(event.data)
                    self.events += self.frames.events()
                elif isinstance(event, h2.events.RemoteSettingsChanged):
                    self.settled = True
                elif isinstance(event, h2.events.StreamEnded):
                    self.ended = True
                elif isinstance(event, h2.events.StreamReset) and self.ended and not event.error_code:
                    pass  # all was said, and the client need not say more (RFC 9113, 8.1)
                elif isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
                    raise AssertionError(f"{event}")
            self.flush()
        return answer

    def send(self, event):
        data = self.frames.send(event)
        while data:
            self.until(lambda: self.h2.local_flow_control_window(self.stream) > 0)
            size = min(len(data), self.h2.local_flow_control_window(self.stream), self.h2.max_outbound_frame_size)
            self.h2.send_data(self.stream, data[:size])
            self.flush()
            data = data[size:]

    def receive(self, kind):
        """The data of the next whole message, or the next event of a kind that is no message."""
        data = None
        while True:
            event = self.until(lambda: self.events and self.events.pop(0))
            assert isinstance(event, kind), event
            if not isinstance(event, (TextMessage, BytesMessage)):
                return event
            data = event.data if data is None else data + event.data
            if event.message_finished:
                return data


def extended(bed):
    with socket.create_connection((ADDRESS, PORT), 60) as raw:
        yield Extended(raw, "http")
    with socket.create_connection((ADDRESS, TLS_PORT), 60) as raw:
        with trust(bed, "h2").wrap_socket(raw, server_hostname=HOST) as wrapped:
            assert wrapped.selected_alpn_protocol() == "h2"
            yield Extended(wrapped, "https")


@check("over HTTP/2 an extended CONNECT opens a WebSocket: text, binary, ping")
def _(bed):
    for ws in extended(bed):
        assert ws.status == "200", ws.status
        ws.send(TextMessage(data="hello"))
        assert ws.receive(TextMessage) == "hello"
        payload = bytes(range(256)) * 2000
        ws.send(BytesMessage(data=payload))
        assert bytes(ws.receive(BytesMessage)) == payload
        ws.send(Ping(payload=b"from the client"))
        assert ws.receive(Pong).payload == b"from the client"


@check("over HTTP/2 closes from both sides arrive, and the stream ends")
def _(bed):
    for ws in extended(bed):
        ws.send(CloseConnection(code=4000, reason="enough"))
        assert ws.receive(CloseConnection).code == 4000
        ws.until(lambda ws=ws: ws.ended)
    for ws in extended(bed):
        ws.send(TextMessage(data="close me"))
        event = ws.receive(CloseConnection)
        assert (event.code, event.reason) == (4001, "as you wish"), event
