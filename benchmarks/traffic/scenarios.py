"""What is sent through the proxies."""

from dataclasses import dataclass

BACKEND = '127.0.10.2'
PORTS = {'http': 9001, 'grpc': 9003, 'ws': 9004, 'stream': 9005, 'tls': 9006, 'udp': 9007}
PORT = 8100  # of every proxy, each on an address of its own
SMALL = b'hello from the backend, in a body of some sixty-four bytes ......\n'
BIG = bytes(i % 251 for i in range(1 << 20))
MESSAGE = b'\0\0\0\0\x40' + b'a message of 32 bytes, twice.   ' * 2  # of gRPC, as the load generator and the backend know it
MIB = 1 << 20


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    protocol: str  # of the proxy's listener: http, https, h2c, h2, grpc, ws, tcp, passthrough, udp
    backend: str  # which backend, see PORTS
    tool: str  # that makes the full load: wrk, h2load, loadgen
    kind: str  # of load, as `loadgen` calls it
    answer: int  # bytes of an answer
    unit: str = 'request'
    path: str = '/'
    connections: int = 64
    streams: int = 1
    relay: bool = False  # whether a bare relay of TCP can do it too, as the floor

    @property
    def routed(self):
        """Whether HTTP decides, so that many routes make a difference."""
        return self.protocol not in ('tcp', 'passthrough', 'udp')

    @property
    def tls(self):
        return self.protocol in ('https', 'h2', 'passthrough')

    @property
    def per_mib(self):
        return self.unit == 'MiB'

    @property
    def prefix(self):
        """The path prefix of the routes."""
        return self.path[:self.path.rindex('/') + 1]


_HTTP = {'backend': 'http', 'answer': len(SMALL), 'path': '/api/get'}
ALL = {scenario.name: scenario for scenario in (
    Scenario('http1', 'HTTP/1.1, small GET', 'http', tool='wrk', kind='http1', relay=True, **_HTTP),
    Scenario('http1-tls', 'HTTP/1.1 with TLS, small GET', 'https', tool='wrk', kind='http1', **_HTTP),
    Scenario('http2-tls', 'HTTP/2 with TLS, small GET', 'h2', tool='h2load', kind='h2', connections=16, streams=4, **_HTTP),
    Scenario('h2c', 'HTTP/2 without TLS, small GET', 'h2c', tool='h2load', kind='h2', connections=16, streams=4, **_HTTP),
    Scenario('grpc', 'gRPC, unary', 'grpc', 'grpc', 'h2load', 'grpc', len(MESSAGE), path='/bench.Echo/Say', connections=16,
             streams=4, relay=True),
    Scenario('websocket', 'WebSocket, messages of 64 bytes there and back', 'ws', 'ws', 'loadgen', 'ws', 64, 'message',
             path='/api/ws', relay=True),
    Scenario('body-1m', 'HTTP/1.1, bodies of 1 MiB', 'http', 'http', 'wrk', 'http1', len(BIG), 'MiB', path='/api/big',
             connections=16, relay=True),
    Scenario('tcp-small', 'TCP, 64 bytes there and back', 'tcp', 'stream', 'loadgen', 'stream', 64, 'message'),
    Scenario('tcp-bulk', 'TCP, 1 MiB down', 'tcp', 'stream', 'loadgen', 'stream', MIB, 'MiB', connections=16),
    Scenario('tls-passthrough', 'TLS passed through, 1 MiB down', 'passthrough', 'tls', 'loadgen', 'stream', MIB, 'MiB',
             connections=16),
    Scenario('udp', 'UDP, datagrams of 64 bytes there and back', 'udp', 'udp', 'loadgen', 'udp', 64, 'datagram'),
)}


def host(number):
    """The host name of a route; each has its own."""
    return f'h{number}.example.com'
