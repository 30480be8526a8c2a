import argparse
import datetime
import json
import os
import re
import signal
import sys
import time
from pathlib import Path

from checks.bed import Bed
from measure import apply, bulk, churn, plot, report
from measure.figures import sizes
from measure.processes import Processes

# changes of each kind before those that count: code that has never run is slow in a JVM
WARM = 10
# of our own beside the others': the one whose endpoints roll
OWN = 1


def options():
    parser = argparse.ArgumentParser(prog="benchmarks/run bed")
    for name in ("root", "work", "testbed", "out", "jdk", "java-options"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--routes", type=sizes, default=[10, 1000, 5000])
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--many", type=int, default=1000)
    parser.add_argument("--churn", type=int, default=60)
    parser.add_argument("--pause", type=float, default=1)
    return parser.parse_args()


def machine(jdk):
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "jdk": jdk,
        "kernel": os.uname().release, "cpu": model.group(1) if model else os.uname().machine, "cores": os.cpu_count(),
        "load_before": os.getloadavg()}


REST = 15  # seconds until what a start needs, compilers above all, has been given back


def say(text):
    print(f"bed: {text}", file=sys.stderr, flush=True)


def main():
    chosen = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bed: ended from outside"))
    this = Bed(chosen.root, chosen.work, chosen.testbed, chosen.pid)
    say("two backends and a Gateway")
    address, addresses = plot.prepare(this)
    processes = Processes(this)
    time.sleep(REST)
    figures = {
        "machine": machine(chosen.jdk),
        "options": {name: getattr(chosen, name) for name in ("routes", "changes", "many", "churn", "pause", "java_options")},
        "rss_mb": {"idle": processes.rss()}, "sizes": []}
    if chosen.many:
        figures["floor"] = json.loads((Path(chosen.work) / "floor.json").read_text())
        say(f"{chosen.many} routes at once")
        figures["many"] = bulk.make(this, processes, address, range(chosen.many), chosen.many + OWN)
        figures["many"]["deleted"] = bulk.clear(this, range(chosen.many), OWN)
    made = 0
    rolling = churn.Churn(this, processes, address, addresses)
    for size in chosen.routes:
        say(f"{size} other routes")
        one = {"routes": size, "fill": bulk.make(this, processes, address, range(made, size), size + OWN)}
        figures["sizes"].append(one)
        made = size
        say(f"{size} other routes: {chosen.changes} changes")
        one["apply"] = apply.measure(this, processes, address, chosen.changes, chosen.pause / 1000, WARM)
        if chosen.churn and size:
            say(f"{size} other routes: churn, {2 * chosen.churn} s")
            one["churn"] = rolling.measure(size, chosen.churn)
        figures["rss_mb"][str(size)] = processes.rss()
        processes.steady()
        assert bulk.there(this) == size + OWN, "other routes than expected"
        figures["machine"]["load_after"] = os.getloadavg()
        # after each size: a run that is ended later leaves what it has measured
        Path(chosen.out).write_text(json.dumps(figures, indent=1) + "\n")
    print(report.text(figures))
    say(f"all samples: {chosen.out}")
    return report.verdict(figures)


try:
    sys.exit(main())
except AssertionError as e:
    print(f"bed: {e}", file=sys.stderr)
    sys.exit(1)
