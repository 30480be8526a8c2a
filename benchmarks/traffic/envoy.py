"""Envoy as a peer."""

import json

import machine
from scenarios import BACKEND, PORT, PORTS, host

TYPES = 'type.googleapis.com/envoy.extensions.'
FIELDS = ('{"time":"%START_TIME%","client":"%DOWNSTREAM_REMOTE_ADDRESS%","protocol":"%PROTOCOL%","method":"%REQ(:METHOD)%",'
          '"host":"%REQ(:AUTHORITY)%","path":"%REQ(:PATH)%","user_agent":"%REQ(USER-AGENT)%","status":%RESPONSE_CODE%,'
          '"reason":"%RESPONSE_FLAGS%","bytes_in":%BYTES_RECEIVED%,"bytes_out":%BYTES_SENT%,"total":%DURATION%,'
          '"endpoint":"%UPSTREAM_HOST%","first_byte":"%RESPONSE_DURATION%"}\n')
STREAM_FIELDS = ('{"time":"%START_TIME%","client":"%DOWNSTREAM_REMOTE_ADDRESS%","bytes_in":%BYTES_RECEIVED%,'
                 '"bytes_out":%BYTES_SENT%,"total":%DURATION%,"endpoint":"%UPSTREAM_HOST%","reason":"%RESPONSE_FLAGS%"}\n')


def typed(name, kind, **config):
    return {'name': name, 'typed_config': {'@type': TYPES + kind, **config}}


def socket(address, port, **more):
    return {'socket_address': {'address': address, 'port_value': port, **more}}


def config(scenario, routes, address, folder, logging):
    logs = []
    if logging:
        logs = [typed('envoy.access_loggers.file', 'access_loggers.file.v3.FileAccessLog', path=f'{folder}/access.log',
                      log_format={'text_format_source': {'inline_string': FIELDS if scenario.routed else STREAM_FIELDS}})]
    make = _udp if scenario.protocol == 'udp' else _tcp
    cluster = {
        'name': 'backend', 'connect_timeout': '5s', 'type': 'STATIC',
        'circuit_breakers': {'thresholds': [{'max_connections': 4096, 'max_requests': 4096, 'max_pending_requests': 4096}]},
        'load_assignment': {'cluster_name': 'backend', 'endpoints': [{'lb_endpoints': [
            {'endpoint': {'address': socket(BACKEND, PORTS[scenario.backend])}}]}]},
    }
    if scenario.protocol == 'grpc':
        cluster['typed_extension_protocol_options'] = {'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
            '@type': TYPES + 'upstreams.http.v3.HttpProtocolOptions', 'explicit_http_config': {'http2_protocol_options': {}}}}
    return json.dumps({'static_resources': {'listeners': [make(scenario, routes, address, folder, logs)], 'clusters': [cluster]}})


def _udp(scenario, _routes, address, _folder, logs):
    route = typed('route', 'filters.udp.udp_proxy.v3.Route', cluster='backend')
    proxy = typed('envoy.filters.udp_listener.udp_proxy', 'filters.udp.udp_proxy.v3.UdpProxyConfig', stat_prefix='udp',
                  matcher={'on_no_match': {'action': route}}, access_log=logs)
    return {'name': scenario.name, 'address': socket(address, PORT, protocol='UDP'), 'listener_filters': [proxy]}


def _tcp(scenario, routes, address, folder, logs):
    chain, inspector = {}, []
    if scenario.routed:
        chain['filters'] = [_manager(scenario, routes, logs)]
    else:
        chain['filters'] = [typed('envoy.filters.network.tcp_proxy', 'filters.network.tcp_proxy.v3.TcpProxy',
                                  stat_prefix='tcp', cluster='backend', access_log=logs)]
    if scenario.protocol == 'passthrough':
        chain['filter_chain_match'] = {'server_names': [host(0)]}
        inspector = [typed('envoy.filters.listener.tls_inspector', 'filters.listener.tls_inspector.v3.TlsInspector')]
    elif scenario.tls:
        chain['transport_socket'] = typed(
            'envoy.transport_sockets.tls', 'transport_sockets.tls.v3.DownstreamTlsContext', common_tls_context={
                'alpn_protocols': ['h2' if scenario.protocol == 'h2' else 'http/1.1'],
                'tls_params': {'tls_maximum_protocol_version': 'TLSv1_3'},
                'tls_certificates': [{'certificate_chain': {'filename': f'{folder}/tls.crt'},
                                      'private_key': {'filename': f'{folder}/tls.key'}}]})
    return {'name': scenario.name, 'address': socket(address, PORT), 'listener_filters': inspector, 'filter_chains': [chain]}


def _manager(scenario, routes, logs):
    route = {'match': {'prefix': scenario.prefix}, 'route': {'cluster': 'backend', 'timeout': '0s'}}
    upgrades = {'upgrade_configs': [{'upgrade_type': 'websocket'}]} if scenario.protocol == 'ws' else {}
    return typed(
        'envoy.filters.network.http_connection_manager',
        'filters.network.http_connection_manager.v3.HttpConnectionManager',
        stat_prefix='http', use_remote_address=True, generate_request_id=False, access_log=logs, **upgrades,
        route_config={'virtual_hosts': [{'name': host(number), 'domains': [host(number)], 'routes': [route]}
                                        for number in range(routes)]},
        http_filters=[typed('envoy.filters.http.router', 'filters.http.router.v3.Router')])


def command(folder):
    return [machine.envoy(), '-c', f'{folder}/envoy.json', '--concurrency', '1', '--disable-hot-restart', '-l', 'warning']
