"""HAProxy as a peer, and as the bare relay of TCP that is the floor."""

from scenarios import BACKEND, PORT, PORTS, host

FIELDS = ('{"time":"%tr","client":"%ci:%cp","protocol":"%HV","method":"%HM","host":"%[capture.req.hdr(0)]","path":"%HP",'
          '"user_agent":"%[capture.req.hdr(1)]","status":%ST,"bytes_in":%U,"bytes_out":%B,"total":%Ta,"endpoint":"%si:%sp",'
          '"first_byte":%Tr,"reason":"%ts"}')
STREAM_FIELDS = '{"time":"%t","client":"%ci:%cp","bytes_in":%U,"bytes_out":%B,"total":%Tt,"endpoint":"%si:%sp","reason":"%ts"}'


def config(scenario, routes, address, folder, logging, relay=False):
    routed = scenario.routed and not relay
    # Written to standard output, which is the file: HAProxy itself opens none.
    log = ''
    if logging:
        fields = FIELDS if routed else STREAM_FIELDS
        log = f"  log stdout len 2048 format raw daemon\n  log-format '{fields}'\n"
    body = _routed(scenario, routes, address, folder) if routed else _stream(scenario, address, relay)
    return f'''global
  nbthread 1
  maxconn 4096
  tune.h2.max-concurrent-streams 128
defaults
  mode {'http' if routed else 'tcp'}
  timeout connect 5s
  timeout client 60s
  timeout server 60s
{log}{body}'''


def _routed(scenario, routes, address, folder):
    tls = {'https': f' ssl crt {folder}/tls.pem alpn http/1.1', 'h2': f' ssl crt {folder}/tls.pem alpn h2',
           'h2c': ' proto h2', 'grpc': ' proto h2'}.get(scenario.protocol, '')
    with open(f'{folder}/routes.map', 'w', encoding='ascii') as file:
        file.writelines(f'{host(number)}{scenario.prefix} backend\n' for number in range(routes))
    protocol = ' proto h2' if scenario.protocol == 'grpc' else ''
    return f'''  option forwardfor
  option http-keep-alive
  http-reuse always
frontend front
  bind {address}:{PORT}{tls}
  http-request capture req.hdr(host) len 64
  http-request capture req.hdr(user-agent) len 64
  http-request set-var(txn.path) path
  http-request set-var(txn.backend) req.hdr(host),field(1,:),lower,concat(,txn.path),map_beg({folder}/routes.map)
  http-request deny deny_status 404 unless {{ var(txn.backend) -m found }}
  use_backend %[var(txn.backend)]
backend backend
  server s1 {BACKEND}:{PORTS[scenario.backend]}{protocol}
'''


def _stream(scenario, address, relay):
    inspect = ''
    if scenario.protocol == 'passthrough' and not relay:
        inspect = f'''  tcp-request inspect-delay 5s
  tcp-request content accept if {{ req.ssl_hello_type 1 }}
  use_backend backend if {{ req.ssl_sni -i {host(0)} }}
'''
    return f'''frontend front
  bind {address}:{PORT}
{inspect or "  default_backend backend" + chr(10)}backend backend
  server s1 {BACKEND}:{PORTS[scenario.backend]}
'''


def command(folder):
    return ['haproxy', '-db', '-f', f'{folder}/haproxy.cfg']
