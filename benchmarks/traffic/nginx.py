"""nginx as a peer, and as the backend of HTTP."""

import os

import machine
from scenarios import BACKEND, PORT, PORTS, SMALL, host

FIELDS = ('{"time":"$time_iso8601","client":"$remote_addr:$remote_port","protocol":"$server_protocol","method":"$request_method",'
          '"scheme":"$scheme","host":"$host","path":"$request_uri","user_agent":"$http_user_agent","status":$status,'
          '"bytes_in":$request_length,"bytes_out":$body_bytes_sent,"total":$request_time,"endpoint":"$upstream_addr",'
          '"backend":"$upstream_response_time"}')
STREAM_FIELDS = ('{"time":"$time_iso8601","client":"$remote_addr:$remote_port","protocol":"$protocol","status":$status,'
                 '"bytes_in":$bytes_received,"bytes_out":$bytes_sent,"total":$session_time,"endpoint":"$upstream_addr"}')


def _main(body):
    user = 'user root;\n' if os.geteuid() == 0 else ''
    return (f'{user}worker_processes 1;\ndaemon off;\nerror_log stderr error;\npid nginx.pid;\n'
            f'events {{ worker_connections 4096; }}\n{body}')


def _http(body):
    folders = ''.join(f'{kind}_temp_path {kind}_temp;\n' for kind in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
    return _main(f'http {{\n{folders}keepalive_requests 1000000000;\nkeepalive_timeout 1h;\n{body}}}\n')


def backend(folder):
    """Configuration of the backend: small bodies made in place, big ones from a file."""
    text = SMALL.decode().replace('\n', '\\n')
    return _http(f'''access_log off;
sendfile on;
server {{
    listen {BACKEND}:{PORTS['http']};
    location / {{ default_type text/plain; return 200 "{text}"; }}
    location = /api/big {{ alias {folder}/big; }}
}}
''')


def config(scenario, routes, address, folder, logging):
    """Configuration of the peer for a scenario."""
    log = 'access_log off;\n'
    if logging:
        fields = FIELDS if scenario.routed else STREAM_FIELDS
        log = f"log_format line escape=json '{fields}';\naccess_log {folder}/access.log line buffer=64k flush=1s;\n"
    if scenario.routed:
        return _http(log + _servers(scenario, routes, address, folder))
    module = machine.stream_module()
    load = f'load_module {module};\n' if module else ''
    return load + _main(f'stream {{\n{log}{_stream(scenario, address)}}}\n')


def _servers(scenario, routes, address, folder):
    flags = {'https': ' ssl', 'h2': ' ssl http2', 'h2c': ' http2', 'grpc': ' http2'}.get(scenario.protocol, '')
    listen = f'listen {address}:{PORT}{flags}'
    connection, upgrade = '""', ''
    if scenario.protocol == 'ws':
        connection, upgrade = '$upgraded', 'proxy_set_header Upgrade $http_upgrade;\n'
    tls = f'ssl_certificate {folder}/tls.crt;\nssl_certificate_key {folder}/tls.key;\nssl_protocols TLSv1.2 TLSv1.3;\n'
    target = 'grpc_pass grpc://backend' if scenario.protocol == 'grpc' else 'proxy_pass http://backend'
    text = f'''map $http_upgrade $upgraded {{ default upgrade; '' ''; }}
server_names_hash_max_size 8192;
server_names_hash_bucket_size 128;
upstream backend {{
    server {BACKEND}:{PORTS[scenario.backend]};
    keepalive 128;
    keepalive_requests 1000000000;
}}
{tls if scenario.tls else ''}proxy_http_version 1.1;
proxy_max_temp_file_size 0;
proxy_set_header Host $host;
proxy_set_header Connection {connection};
{upgrade}proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Proto $scheme;
server {{ {listen} default_server; return 404; }}
'''
    return text + ''.join(f'server {{ {listen}; server_name {host(number)}; location {scenario.prefix} {{ {target}; }} }}\n'
                          for number in range(routes))


def _stream(scenario, address):
    backend_address = f'{BACKEND}:{PORTS[scenario.backend]}'
    if scenario.protocol == 'udp':
        return f'server {{ listen {address}:{PORT} udp; proxy_timeout 60s; proxy_pass {backend_address}; }}\n'
    if scenario.protocol == 'tcp':
        return f'server {{ listen {address}:{PORT}; proxy_pass {backend_address}; }}\n'
    return f'''map $ssl_preread_server_name $target {{ {host(0)} {backend_address}; }}
server {{ listen {address}:{PORT}; ssl_preread on; proxy_pass $target; }}
'''


def command(folder):
    return ['nginx', '-p', folder, '-c', f'{folder}/nginx.conf', '-e', 'stderr']
