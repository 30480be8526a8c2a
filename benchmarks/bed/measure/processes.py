"""Processor time and memory of the leader, the other controller and the proxy; processor time of the API server and its store."""

import os
import time
from pathlib import Path

from checks.bed import ADMIN
from measure.figures import SERVERS
from measure.plot import GATEWAY, SPACE

HERTZ = os.sysconf("SC_CLK_TCK")


class Processes:
    def __init__(self, this):
        self.this = this
        controllers = this.controllers(count=2)
        leader = this.leader()
        self.pods = {"proxy": this.proxies(SPACE, GATEWAY, 1)[0]}
        for pod in controllers:
            self.pods["leader" if pod["metadata"]["name"] == leader else "second"] = pod
        assert len(self.pods) == 3, sorted(self.pods)
        self.servers = {name: int((this.state / f"{name}.pid").read_text()) for name in SERVERS}
        self.pids = {name: this.process(pod["metadata"]["name"]) for name, pod in self.pods.items()}

    def steady(self):
        """Nobody was started anew, and nobody else leads: else the figures mix two processes."""
        assert self.this.leader() == self.pods["leader"]["metadata"]["name"], "another controller leads now"
        for name, pid in self.pids.items():
            assert Path(f"/proc/{pid}").exists(), f"the {name} has ended; see its log below {self.this.state}/logs"

    def cpu(self):
        """Seconds of processor time so far, by name."""
        found = {}
        for name, pid in (self.pids | self.servers).items():
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[name] = (int(words[11]) + int(words[12])) / HERTZ
        return found

    def rss(self):
        """Megabytes of memory, by name."""
        found = {}
        for name, pid in self.pids.items():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    found[name] = int(line.split()[1]) / 1024
        return found

    def writes(self):
        """Statuses that the controllers say they have written."""
        return sum(self.this.meter(pod, ADMIN, "gatewright_status_writes_total")
                   for name, pod in self.pods.items() if name != "proxy")


class Spent:
    """Processor time and seconds of a block."""

    def __init__(self, processes):
        self.processes = processes

    def __enter__(self):
        self.began, self.before = time.perf_counter(), self.processes.cpu()
        return self

    def __exit__(self, *_):
        after = self.processes.cpu()
        self.seconds = time.perf_counter() - self.began
        self.cpu = {name: round(after[name] - self.before[name], 3) for name in after}

    def per(self, count, idle):
        """Milliseconds of processor time per change, above what the same seconds cost at rest."""
        return {name: (spent - idle.cpu[name] * self.seconds / idle.seconds) * 1000 / max(1, count)
                for name, spent in self.cpu.items()}
