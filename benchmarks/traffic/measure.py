"""One scenario through several proxies: warm each, then rounds in which they take turns."""

import os
import tempfile
import time
from dataclasses import asdict, dataclass

import envoy
import gatewright
import haproxy
import machine
import nginx
from loads import Loads
from processes import Crew, Process, answers, busy, listens, until
from scenarios import BACKEND, BIG, MIB, PORT, PORTS, SMALL, host

PEERS = ('nginx', 'haproxy', 'envoy', 'relay')


@dataclass(frozen=True)
class Settings:
    duration: int = 6  # seconds of a measured phase
    warm: int = 10  # seconds before the first round; peers are warm after two
    rounds: int = 3
    logging: bool = True
    rate: float = 0  # of the second phase; 0: half of what the slowest takes
    load_core: int = 0
    proxy_core: int = 1


@dataclass
class Proxy:
    name: str
    process: Process
    address: str
    folder: str


class Stage:
    """Backend and proxies of a scenario, in a folder of their own; a context manager."""

    def __init__(self, scenario, routes, settings):
        self.scenario, self.routes, self.settings = scenario, routes, settings
        self.crew, self.proxies = Crew(), []

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix='gatewright-traffic-', ignore_cleanup_errors=True)
        self.folder = self._folder.name
        try:
            for name, content in (('big', BIG), ('small', SMALL)):
                with open(f'{self.folder}/{name}', 'wb') as file:
                    file.write(content)
            machine.output(machine.loadgen(), 'cert', '-folder', self.folder)
            self.loads = Loads(self.scenario, self.routes, self.folder)
            self._backend()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.crew.__exit__()
        self._folder.cleanup()

    def _backend(self):
        os.makedirs(f'{self.folder}/backend')
        with open(f'{self.folder}/backend/nginx.conf', 'w', encoding='ascii') as file:
            file.write(nginx.backend(self.folder))
        core, log = self.settings.load_core, f'{self.folder}/backend.log'
        http = self.crew.start('backend', nginx.command(f'{self.folder}/backend'), core, log)
        ports = [word for name in ('grpc', 'ws', 'stream', 'tls', 'udp') for word in (f'-{name}', PORTS[name])]
        others = self.crew.start('backend', [machine.loadgen(), 'backend', '-address', BACKEND, '-folder', self.folder, *ports],
                                 core, log, {'GOMAXPROCS': '1'})
        until(lambda: answers(BACKEND, PORTS['http'], 'backend', '/'), http)
        until(lambda: listens(BACKEND, PORTS['tls']), others)

    def start(self, wanted, pinned=True):
        """Starts a proxy, which is the name of a peer or a variant of Gatewright. It may not answer yet."""
        name, number = wanted if isinstance(wanted, str) else wanted.name, 10 + len(self.proxies)
        folder, address = f'{self.folder}/{number}-{name}', f'127.0.10.{number}'
        os.makedirs(folder)
        for file in ('tls.crt', 'tls.key', 'tls.pem'):
            os.symlink(f'{self.folder}/{file}', f'{folder}/{file}')
        scenario, logging, log = self.scenario, self.settings.logging, f'{folder}/log'
        if name == 'nginx':
            text, command = nginx.config(scenario, self.routes, address, folder, logging), nginx.command(folder)
        elif name in ('haproxy', 'relay'):
            text = haproxy.config(scenario, self.routes, address, folder, logging, relay=name == 'relay')
            command, log = haproxy.command(folder), f'{folder}/access.log'
        elif name == 'envoy':
            text, command = envoy.config(scenario, self.routes, address, folder, logging), envoy.command(folder)
        else:
            gatewright.write(scenario, self.routes, folder)
            text, command = '', gatewright.command(wanted, address, folder, logging)
        if text:
            file = {'nginx': 'nginx.conf', 'envoy': 'envoy.json'}.get(name, 'haproxy.cfg')
            with open(f'{folder}/{file}', 'w', encoding='ascii') as out:
                out.write(text)
        core = self.settings.proxy_core if pinned else None
        proxy = Proxy(name, self.crew.start(name, command, core, log), address, folder)
        self.proxies.append(proxy)
        return proxy

    def first(self, proxy):
        """Waits for the first answer of HTTP, closely, and says how many seconds after the start it was there."""
        until(lambda: answers(proxy.address, PORT, host(0), self.scenario.path), proxy.process, seconds=90, pause=0.002)
        return time.monotonic() - proxy.process.started

    def ready(self, proxy):
        """Waits until a proxy answers all that is asked, and looks that it tells hosts apart and writes its log."""
        until(lambda: self.loads.check(proxy.address), proxy.process, seconds=90)
        if self.scenario.routed and proxy.name != 'relay':
            until(lambda: self.loads.check_stranger(proxy.address), proxy.process, seconds=5)
        if self.settings.logging and self.scenario.protocol != 'udp':
            until(lambda: None if self.logged(proxy) else 'no access log', proxy.process, seconds=15)

    def logged(self, proxy):
        """Bytes of access log."""
        try:
            return os.path.getsize(f'{proxy.folder}/access.log')
        except OSError:
            return 0

    def forget_log(self, proxy):
        """Empties the access log, which all append to, so that the disk does not fill."""
        if self.logged(proxy):
            os.truncate(f'{proxy.folder}/access.log', 0)

    def phase(self, proxy, load):
        """A load and what the proxy used for it."""
        core = self.settings.proxy_core
        started, before, all_before = time.monotonic(), proxy.process.cpu(), busy(core)
        outcome = load()
        spent, others = proxy.process.cpu() - before, busy(core) - all_before
        units = outcome.requests * (self.scenario.answer / MIB if self.scenario.per_mib else 1)
        return {**asdict(outcome), 'cpu_seconds': spent, 'cpu_us': spent * 1e6 / units if units else 0,
                'throughput': outcome.rate * (self.scenario.answer / MIB if self.scenario.per_mib else 1),
                'foreign': max(0, others - spent) / (time.monotonic() - started)}


def half_of_the_slowest(full):
    """A rate that all can follow; a proxy that answered nothing does not count (and makes the run fail)."""
    rates = [phase['rate'] for phase in full.values() if phase['rate'] > 0]
    if not rates:
        raise machine.Trouble('not one proxy answered during full load: is the machine busy with something else?')
    return min(rates) / 2


def peers_of(scenario, wanted):
    """Those peers that can do a scenario."""
    return [name for name in wanted
            if not (name == 'haproxy' and scenario.protocol == 'udp' or name == 'relay' and not scenario.relay)]


def measure(scenario, routes, peers, variants, settings, tell):
    """All rounds of a scenario, as a list of dictionaries."""
    rounds = []
    with Stage(scenario, routes, settings) as stage:
        for wanted in [*peers_of(scenario, peers), *variants]:
            stage.start(wanted)
        for proxy in stage.proxies:
            stage.ready(proxy)
        for proxy in stage.proxies:
            seconds = settings.warm if proxy.name.startswith('gatewright') else min(settings.warm, 2)
            if seconds:
                stage.loads.full(proxy.address, seconds)
        for number in range(1, settings.rounds + 1):
            full = {}
            for proxy in stage.proxies:
                stage.forget_log(proxy)
                stage.loads.full(proxy.address, 1)
                full[proxy.name] = stage.phase(proxy, lambda: stage.loads.full(proxy.address, settings.duration))
                full[proxy.name]['log_bytes'] = stage.logged(proxy)
            rate = settings.rate or half_of_the_slowest(full)
            for proxy in stage.proxies:
                stage.forget_log(proxy)
                half = stage.phase(proxy, lambda: stage.loads.paced(proxy.address, rate, settings.duration))
                rounds.append({'scenario': scenario.name, 'routes': routes, 'proxy': proxy.name, 'round': number,
                               'full': full[proxy.name], 'half': {**half, 'wanted_rate': rate}, 'rss_mib': proxy.process.rss()})
                tell(rounds[-1])
    return rounds
