"""Processes of a benchmark: on which core they run, what they use, and that they end."""

import os
import socket
import subprocess
import time
from pathlib import Path

from machine import Trouble

TICKS = os.sysconf('SC_CLK_TCK')


class Process:
    """A process and its children, with standard output appended to a file."""

    def __init__(self, name, command, core=None, log=None, environment=None, folder=None):
        self.name, self.log = name, Path(log)
        cores = None if core is None else {core}
        self.started = time.monotonic()
        with open(log, 'ab') as out:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=folder,
                env={**os.environ, **(environment or {})},
                preexec_fn=None if cores is None else lambda: os.sched_setaffinity(0, cores))

    def pids(self):
        pid = self.process.pid
        try:
            children = Path(f'/proc/{pid}/task/{pid}/children').read_text().split()
        except OSError:
            children = []
        return [pid, *map(int, children)]

    def cpu(self):
        """Seconds of processor time that its threads have used."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def rss(self):
        """Resident memory in MiB: of the process that works, where a master does nothing."""
        return max(_rss(pid) for pid in self.pids())

    def alive(self):
        return self.process.poll() is None

    def last_words(self, lines=8):
        text = self.log.read_text(errors='replace').splitlines()
        return '\n'.join(text[-lines:])

    def stop(self):
        if self.alive():
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait(15)


def _rss(pid):
    for line in Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1]) / 1024
    return 0.0


def busy(core):
    """Seconds that a core has worked, for whomever."""
    for line in Path('/proc/stat').read_text().splitlines():
        if line.startswith(f'cpu{core} '):
            fields = list(map(int, line.split()[1:]))
            return (fields[0] + fields[1] + fields[2] + sum(fields[5:8])) / TICKS
    raise Trouble(f'no core {core} on this machine')


class Crew:
    """Processes that end together; a context manager."""

    def __init__(self):
        self.members = []

    def start(self, *arguments, **options):
        member = Process(*arguments, **options)
        self.members.append(member)
        return member

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for member in reversed(self.members):
            member.stop()


def until(condition, process, seconds=60, pause=0.05):
    """Waits for a condition, as long as the process lives. The last reason why it did not hold is told."""
    end = time.monotonic() + seconds
    while True:
        reason = condition()
        if not process.alive():
            reason = f'{reason or "another one answers"} (the process has ended)'
        if reason is None:
            return
        if not process.alive() or time.monotonic() > end:
            raise Trouble(f'{process.name} does not answer as expected: {reason}\n{process.last_words()}')
        time.sleep(pause)


def answers(address, port, host, path):
    """Asks once: None when the status is 200, else what came instead."""
    try:
        with socket.create_connection((address, port), 2) as connection:
            connection.settimeout(2)
            connection.sendall(f'GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n'.encode())
            said = connection.recv(12)
    except OSError as problem:
        return str(problem)
    return None if said == b'HTTP/1.1 200' else repr(said)


def listens(address, port):
    """None when there is someone, else why not."""
    try:
        socket.create_connection((address, port), 2).close()
    except OSError as problem:
        return f'port {port}: {problem}'
    return None
