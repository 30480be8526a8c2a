"""Gatewright: its files for a scenario and the command that serves them."""

import json
import os
from dataclasses import dataclass

import machine
from scenarios import BACKEND, PORT, PORTS, host

JAR = machine.ROOT / 'gateway-app' / 'target' / 'gatewright.jar'
API = 'gateway.networking.k8s.io/'
LISTENERS = {'https': 'HTTPS', 'h2': 'HTTPS', 'tcp': 'TCP', 'passthrough': 'TLS', 'udp': 'UDP'}
ROUTES = {'grpc': ('GRPCRoute', 'v1'), 'tcp': ('TCPRoute', 'v1'), 'udp': ('UDPRoute', 'v1'),
          'passthrough': ('TLSRoute', 'v1')}
# as the launcher: since 25 Netty leaves the fast way to its buffers alone unless asked, since 24 the JVM wants to be asked too
FAST = ('--sun-misc-unsafe-memory-access=allow', '-Dio.netty.noUnsafe=false')


@dataclass(frozen=True)
class Variant:
    """How Gatewright is run: on which JDK, by which transport, with which further options of the JVM."""

    home: str
    transport: str = ''
    options: tuple = ()
    word: str = ''  # names the options

    @property
    def name(self):
        parts = [f'gatewright-{machine.java_version(self.home)[0]}', self.transport, self.word]
        return '-'.join(filter(None, parts))


def documents(scenario, routes, folder):
    """What `gatewright run` serves for a scenario, as objects."""
    listener = {'name': 'main', 'port': 80, 'protocol': LISTENERS.get(scenario.protocol, 'HTTP')}
    if scenario.protocol in ('https', 'h2'):
        listener.update(hostname='*.example.com', tls={'certificateRefs': [{'name': 'certificate'}]})
        with open(f'{folder}/tls.crt', encoding='ascii') as crt, open(f'{folder}/tls.key', encoding='ascii') as key:
            yield {'apiVersion': 'v1', 'kind': 'Secret', 'metadata': {'name': 'certificate'}, 'type': 'kubernetes.io/tls',
                   'stringData': {'tls.crt': crt.read(), 'tls.key': key.read()}}
    if scenario.protocol == 'passthrough':
        listener['tls'] = {'mode': 'Passthrough'}
    yield _object('Gateway', 'main', 'v1', gatewayClassName='gatewright', listeners=[listener])
    for number in range(routes if scenario.routed else 1):
        yield _route(scenario, number)
    port = {'name': 'main', 'port': 80, 'protocol': 'UDP' if scenario.protocol == 'udp' else 'TCP'}
    if application := {'grpc': 'kubernetes.io/h2c', 'ws': 'kubernetes.io/ws'}.get(scenario.protocol):
        port['appProtocol'] = application
    yield {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 'backend'}, 'spec': {'ports': [port]}}
    yield {'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice', 'addressType': 'IPv4',
           'metadata': {'name': 'backend', 'labels': {'kubernetes.io/service-name': 'backend'}},
           'ports': [{**port, 'port': PORTS[scenario.backend]}], 'endpoints': [{'addresses': [BACKEND]}]}


def _object(kind, name, version, **spec):
    return {'apiVersion': API + version, 'kind': kind, 'metadata': {'name': name}, 'spec': spec}


def _route(scenario, number):
    kind, version = ROUTES.get(scenario.protocol, ('HTTPRoute', 'v1'))
    rule = {'backendRefs': [{'name': 'backend', 'port': 80}]}
    if kind == 'HTTPRoute':
        rule['matches'] = [{'path': {'type': 'PathPrefix', 'value': scenario.prefix}}]
    if kind == 'GRPCRoute':
        rule['matches'] = [{'method': {'service': scenario.prefix.strip('/')}}]
    hosts = {'hostnames': [host(number)]} if kind in ('HTTPRoute', 'GRPCRoute', 'TLSRoute') else {}
    return _object(kind, f'route-{number}', version, parentRefs=[{'name': 'main'}], rules=[rule], **hosts)


def write(scenario, routes, folder):
    """Writes the files into `folder/gateway`; JSON is YAML too."""
    os.makedirs(f'{folder}/gateway', exist_ok=True)
    with open(f'{folder}/gateway/gateway.yaml', 'w', encoding='utf-8') as file:
        file.write('\n---\n'.join(json.dumps(document) for document in documents(scenario, routes, folder)) + '\n')


def build():
    """Builds Gatewright, so that nothing that is measured waits for Maven. Says which options `run` has."""
    machine.output(machine.ROOT / 'gatewright', 'version')
    return machine.output(machine.ROOT / 'gatewright', 'run', '--help')


def command(variant, address, folder, logging):
    """What `./gatewright run` would start, without the look whether it must be built."""
    options = [*os.environ.get('GATEWRIGHT_JAVA_OPTS', machine.JAVA_OPTIONS).split(), *variant.options]
    fast = FAST if machine.java_version(variant.home)[0] >= 24 else ()
    words = [f'{variant.home}/bin/java', '-XX:+ExitOnOutOfMemoryError', *fast, *options, '-jar', JAR,
             'run', f'{folder}/gateway', '--address', address, '--port-map', f'80={PORT}', '--admin', 'off',
             '--access-log', f'{folder}/access.log' if logging else 'off', '--event-loops', '1', '--drain-timeout', '1']
    if variant.transport:
        words += ['--transport', variant.transport]
    return words
