"""The bed: backends, certificates and the gateway, each started once, on one loopback address."""

import base64
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROOT = Path(os.environ["GATEWRIGHT_ROOT"])
ADDRESS = "127.0.9.1"
OFFSET = 18000
PORT = OFFSET + 80
TLS_PORT = OFFSET + 443
MUTUAL_PORT = OFFSET + 8443
SPEC_PORT = OFFSET + 8180
SPEC_TLS_PORT = OFFSET + 8543
ADMIN = 18901
PYTHON, NGINX, GRPC, WEBSOCKET = 18700, 18701, 18704, 18705
HOST = "one.example.com"
GRPC_HOST = "grpc.example.com"
REASON = "x-gatewright-reason"
# A fixed heap that is resident from the start: what grows beyond it is what bodies cost.
JAVA_OPTS = "-Xms192m -Xmx192m -XX:+AlwaysPreTouch"


def wait(what, condition, seconds=60):
    """Waits until a condition holds, and says what was waited for if it never does."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.02)


def accepts(port):
    with contextlib.suppress(OSError), socket.create_connection((ADDRESS, port), 1):
        return True
    return False


class Bed:
    def __init__(self, work):
        self.work = Path(work)
        self.gateway_folder = self.work / "gateway"
        self.processes = []
        self.gateway = None

    def start(self):
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(HERE / "gateway", self.gateway_folder)
        for authority in ("servers", "clients", "backends", "strangers"):
            self.authority(authority)
        self.certificate("one", "servers", "one.example.com")
        self.certificate("two", "servers", "two.example.com")
        self.certificate("grpc", "servers", GRPC_HOST)
        self.certificate("client", "clients", "client.example.com")
        self.certificate("stranger", "strangers", "client.example.com")
        self.certificate("backend", "backends", "backend.example.com")
        self.secret("one", "one")
        self.secret("two", "two")
        self.secret("grpc", "grpc")
        self.authority_map("client-authority", "clients")
        self.authority_map("backend-authority", "backends")
        backends = HERE / "backends"
        for name, port in (("http_server", PYTHON), ("grpc_server", GRPC), ("websocket_server", WEBSOCKET)):
            self.spawn(name, [sys.executable, str(backends / f"{name}.py"), f"{ADDRESS}:{port}"])
        shutil.copy(backends / "nginx.conf", self.work)  # it looks for its certificate beside its configuration
        self.spawn("nginx", ["nginx", "-p", str(self.work), "-c", str(self.work / "nginx.conf"), "-e", "stderr"])
        for port in (PYTHON, NGINX, GRPC, WEBSOCKET):
            wait(f"backend on port {port}", lambda port=port: accepts(port))
        self.start_gateway()

    def spawn(self, name, command, **more):
        log = open(self.work / f"{name}.log", "ab")
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.work, **more)
        process.bed_name = name
        self.processes.append(process)
        return process

    # --- the gateway ---

    def start_gateway(self):
        assert not accepts(PORT), f"{ADDRESS}:{PORT} is in use"
        command = [
            str(ROOT / "gatewright"), "run", str(self.gateway_folder), "--address", ADDRESS,
            "--port-offset", str(OFFSET), "--admin", f"{ADDRESS}:{ADMIN}", "--reason-header", REASON,
            "--access-log", str(self.work / "access.log"), "--drain-timeout", "10"]
        self.gateway = self.spawn("gatewright", command, env=dict(os.environ, GATEWRIGHT_JAVA_OPTS=JAVA_OPTS))
        wait("the gateway is ready", self.ready, 60)

    def ready(self):
        assert self.gateway.poll() is None, "the gateway ended: " + self.tail("gatewright")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{ADDRESS}:{ADMIN}/ready", timeout=5) as page:
            return page.status == 200
        return False

    def rss(self):
        """Megabytes."""
        status = Path(f"/proc/{self.gateway.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    @contextlib.contextmanager
    def bounded_rss(self, megabytes):
        """Fails when the gateway's memory grows by more than this at any moment of the block."""
        before, over = self.rss(), threading.Event()
        highest = [before]

        def look():
            while not over.wait(0.05):
                highest[0] = max(highest[0], self.rss())

        looker = threading.Thread(target=look, daemon=True)
        looker.start()
        try:
            yield
        finally:
            over.set()
            looker.join()
        grown = highest[0] - before
        self.note(f"RSS {before:.0f} MB, {grown:+.0f} MB at most")
        assert grown < megabytes, f"RSS grew by {grown:.0f} MB from {before:.0f} MB, at most {megabytes} expected"

    # --- certificates ---

    def openssl(self, *arguments):
        done = subprocess.run(
            ["openssl", *arguments], cwd=self.work, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, f"openssl {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def authority(self, name):
        self.openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN={name} authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout", f"{name}-ca.key", "-out", f"{name}-ca.crt")

    def certificate(self, name, authority, host):
        """Writes NAME.crt and NAME.key; a second call makes a new certificate with a new serial number."""
        self.openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr")
        extensions = self.work / f"{name}.ext"
        extensions.write_text(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth,clientAuth\n")
        self.openssl(
            "x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}-ca.crt", "-CAkey", f"{authority}-ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", extensions.name, "-out", f"{name}.crt")

    def serial(self, name):
        return self.openssl("x509", "-in", f"{name}.crt", "-noout", "-serial").strip().split("=")[1]

    def secret(self, name, pair):
        def data(suffix):
            return base64.b64encode((self.work / f"{pair}.{suffix}").read_bytes()).decode()

        self.write(f"secret-{name}.yaml", (
            f"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\ntype: kubernetes.io/tls\n"
            f"data:\n  tls.crt: {data('crt')}\n  tls.key: {data('key')}\n"))

    def authority_map(self, name, authority):
        pem = (self.work / f"{authority}-ca.crt").read_text().replace("\n", "\n    ").rstrip()
        self.write(f"{name}.yaml", (
            f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  ca.crt: |\n    {pem}\n"))

    def write(self, name, text):
        """Replaces a file of the gateway's folder at once, as an editor does."""
        fresh = self.gateway_folder / f".{name}.new"
        fresh.write_text(text)
        fresh.rename(self.gateway_folder / name)

    # --- clients ---

    def run(self, *command, seconds=90, stdin=None, ok=True):
        """Runs a client to its end and gives what it printed."""
        done = subprocess.run(
            [str(word) for word in command], cwd=self.work, capture_output=True, timeout=seconds,
            **({"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}))
        done.stdout, done.stderr = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        if ok:
            assert done.returncode == 0, f"{command[0]}: exit code {done.returncode}: {done.stderr[-500:]}{done.stdout[-300:]}"
        return done

    def curl(self, *arguments, seconds=90, ok=True, stdin=None):
        """Names of example.com lead to the gateway whatever their port; its certificates are verified."""
        return self.run(
            "curl", "-sS", "--max-time", seconds, "--cacert", "servers-ca.crt",
            "--connect-to", f"one.example.com:80:{ADDRESS}:{PORT}", "--connect-to", f"two.example.com:80:{ADDRESS}:{PORT}",
            "--connect-to", f"one.example.com:443:{ADDRESS}:{TLS_PORT}",
            "--connect-to", f"two.example.com:443:{ADDRESS}:{TLS_PORT}",
            "--connect-to", f"one.example.com:8443:{ADDRESS}:{MUTUAL_PORT}",
            *arguments, seconds=seconds + 5, ok=ok, stdin=stdin)

    # --- the end ---

    notes = None

    def note(self, text):
        """Adds a figure to the line of the check that runs."""
        if self.notes is not None:
            self.notes.append(text)

    def tail(self, name, lines=15):
        log = self.work / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""

    def stop(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
