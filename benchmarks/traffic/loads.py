"""The load: three generators, and how what they print is read."""

import json
import os
import re
import subprocess
from dataclasses import dataclass

import machine
from machine import Trouble
from scenarios import MESSAGE, PORT, host

# The name goes into TLS, the address is the proxy's; one host after the other.
WRK = '''
local requests, turn = {}, 0
function wrk.resolve()
    wrk.addrs = wrk.lookup('%(address)s', '%(port)d')
    return true
end
function init()
    for i = 0, %(routes)d - 1 do
        requests[i] = wrk.format('GET', '%(path)s', { Host = 'h' .. i .. '.example.com' })
    end
end
function request()
    turn = (turn + 1) %% %(routes)d
    return requests[turn]
end
'''
BINARY = {'': 1, 'B': 1, 'K': 1 << 10, 'KB': 1 << 10, 'M': 1 << 20, 'MB': 1 << 20, 'G': 1 << 30, 'GB': 1 << 30}


@dataclass
class Outcome:
    """What came of a load."""

    requests: int
    received: int  # bytes of bodies (wrk: with heads, and rounded)
    errors: int
    seconds: float
    rate: float  # requests per second
    lost: int = 0
    p50: float = 0  # microseconds
    p99: float = 0
    p999: float = 0
    problem: str = ''


def read_wrk(text):
    """Reads the output of `wrk --latency`."""
    done = re.search(r'(\d+) requests in ([\d.]+)(us|ms|s|m|h), ([\d.]+)([KMG]?B) read', text)
    rate = re.search(r'Requests/sec:\s+([\d.]+)', text)
    if not done or not rate:
        raise Trouble(f'wrk said something else than figures:\n{text[-1000:]}')
    errors = sum(map(int, re.findall(r'(?:connect|read|write|timeout) (\d+)', ''.join(re.findall(r'Socket errors:.*', text)))))
    errors += sum(map(int, re.findall(r'Non-2xx or 3xx responses: (\d+)', text)))
    latency = {share: _duration(value, unit)
               for share, value, unit in re.findall(r'^\s+([\d.]+)%\s+([\d.]+)(us|ms|s|m)', text, re.M)}
    return Outcome(int(done[1]), int(float(done[4]) * BINARY[done[5]]), errors, _duration(done[2], done[3]) / 1e6,
                   float(rate[1]), p50=latency.get('50', 0), p99=latency.get('99', 0))


def _duration(value, unit):
    """Microseconds."""
    return float(value) * {'us': 1, 'ms': 1e3, 's': 1e6, 'm': 6e7, 'h': 3.6e9}[unit]


def read_h2load(text, seconds):
    """Reads the output of h2load that ran for so long."""
    done = re.search(r'requests: \d+ total, \d+ started, '
                     r'(\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout', text)
    codes = re.search(r'status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx', text)
    data = re.search(r'\((\d+)\) data', text)
    if not done or not codes or not data:
        raise Trouble(f'h2load said something else than figures:\n{text[-1000:]}')
    finished, succeeded, *bad = map(int, done.groups())
    good, *others = map(int, codes.groups())  # of heads: those of the last answers may have come without their ends
    errors = sum(bad) + max(0, finished - succeeded) + sum(others) + max(0, succeeded - good)
    return Outcome(succeeded, int(data[1]), errors, seconds, succeeded / seconds)


def read_loadgen(text):
    """Reads the line of the load generator."""
    try:
        said = json.loads(text)
    except ValueError:
        raise Trouble(f'loadgen said something else than figures:\n{text[-1000:]}') from None
    return Outcome(said['requests'], said['bytes'], said['errors'], said['seconds'], said['rate'], said['lost'],
                   said['p50_us'], said['p99_us'], said['p99_9_us'], said.get('first_error', ''))


class Loads:
    """Sends a scenario's requests to a proxy."""

    def __init__(self, scenario, routes, folder):
        self.scenario, self.routes, self.folder = scenario, routes, folder
        self.last = host(routes - 1)  # where a generator knows one host only, the one that a search from the front finds last
        with open(f'{folder}/message', 'wb') as file:
            file.write(MESSAGE)

    def full(self, address, seconds):
        """As much as the proxy takes."""
        scenario = self.scenario
        if scenario.tool == 'wrk':
            return self._checked(self._wrk(address, seconds))
        if scenario.tool == 'h2load':
            return self._checked(self._h2load(address, seconds))
        return self._checked(self.loadgen(address, '-duration', seconds))

    def paced(self, address, rate, seconds, settle=1):
        """So many requests per second; latencies do not forgive what was due while another one waited."""
        return self._checked(self.loadgen(address, '-rate', rate, '-duration', seconds, '-settle', settle))

    def check(self, address):
        """A few requests with a close look: None, or what is wrong."""
        try:
            outcome = self.loadgen(address, '-requests', max(64, 2 * self.routes), '-duration', 20)
        except Trouble as trouble:
            return str(trouble)
        if outcome.errors or outcome.lost or not outcome.requests:
            return outcome.problem or f'{outcome.requests} answers, {outcome.lost} lost'
        return None

    def check_stranger(self, address):
        """A host that no route has must be told 404, or what gRPC has for that: None, or what is wrong."""
        try:
            outcome = self.loadgen(address, '-requests', 1, '-duration', 5, '-connections', 1, '-streams', 1, '-host',
                                   'stranger.example.com', '-hosts', 0)
        except Trouble as trouble:
            outcome = Outcome(0, 0, 1, 0, 0, problem=str(trouble))
        told = '404' in outcome.problem or self.scenario.protocol == 'grpc' and '"12"' in outcome.problem
        return None if told and not outcome.requests else f'a host without a route: {outcome.problem or "it was answered"}'

    def loadgen(self, address, *more):
        scenario = self.scenario
        words = [machine.loadgen(), 'load', '-kind', scenario.kind, '-address', f'{address}:{PORT}', '-path', scenario.path,
                 '-connections', scenario.connections, '-streams', scenario.streams, '-size', scenario.answer,
                 '-host', host(0) if scenario.kind == 'stream' else self.last]
        if scenario.kind == 'http1':
            words += ['-hosts', self.routes]
        if scenario.kind in ('http1', 'h2'):
            words += ['-expect', f'{self.folder}/{"big" if scenario.per_mib else "small"}']
        if scenario.tls:
            words += ['-tls', f'{self.folder}/tls.crt']
        return read_loadgen(_run([*words, *more], {'GOMAXPROCS': '4'}))

    def _wrk(self, address, seconds):
        scenario = self.scenario
        with open(f'{self.folder}/wrk.lua', 'w', encoding='ascii') as file:
            file.write(WRK % {'address': address, 'port': PORT, 'routes': self.routes, 'path': scenario.path})
        return read_wrk(_run(['wrk', '-t1', f'-c{scenario.connections}', f'-d{seconds}s', '--latency', '-s',
                              f'{self.folder}/wrk.lua', f'{"https" if scenario.tls else "http"}://{host(0)}{scenario.path}']))

    def _h2load(self, address, seconds):
        scenario = self.scenario
        scheme = 'https' if scenario.tls else 'http'
        body = ['-d', f'{self.folder}/message', '-H', 'content-type: application/grpc', '-H', 'te: trailers'] \
            if scenario.kind == 'grpc' else []
        return read_h2load(_run(['h2load', '-t1', f'-c{scenario.connections}', f'-m{scenario.streams}', f'-D{seconds}', *body,
                                 f'--connect-to={address}:{PORT}', f'{scheme}://{self.last}{scenario.path}']), seconds)

    def _checked(self, outcome):
        """Counts bytes that are missing or too many as an error."""
        expected = outcome.requests * self.scenario.answer
        # At the end some answers are on their way. wrk counts heads too.
        more = outcome.requests * 1024 if self.scenario.tool == 'wrk' else 0
        flying = self.scenario.connections * self.scenario.streams * self.scenario.answer
        if not expected * 0.99 - flying <= outcome.received <= expected * 1.01 + flying + more:
            outcome.errors += 1
            outcome.problem = outcome.problem or (
                f'{outcome.received} bytes for {outcome.requests} answers of {self.scenario.answer}')
        if not outcome.requests:
            outcome.errors += 1
            outcome.problem = outcome.problem or 'not one answer'
        return outcome


def _run(words, environment=None):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    if done.returncode:
        raise Trouble(f'{os.path.basename(str(words[0]))} failed: {(done.stderr or done.stdout).strip()[-500:]}')
    return done.stdout
