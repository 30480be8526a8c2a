import argparse
import signal
import sys
import time
import traceback

from checks import CHECKS, bed
# in the order in which they run
from checks import walk, infrastructure, trust, controllers, controller_faults, proxy_faults  # noqa: F401


def main():
    parser = argparse.ArgumentParser(prog="conformance/cluster/run")
    for name in ("root", "work", "testbed"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("-k", dest="word", default="")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("cluster: ended from outside"))
    chosen = [one for one in CHECKS if arguments.word.lower() in f"{one[0]} {one[1]}".lower()]
    began = time.monotonic()
    counts = {"ok": 0, "FAIL": 0}
    this = bed.Bed(arguments.root, arguments.work, arguments.testbed, arguments.pid)
    group = ""
    for module, sentence, function in chosen:
        if module != group:
            group = module
            print(f"# {group}", flush=True)
        verdict, why = judge(this, function)
        counts[verdict] += 1
        print(f"{verdict:4} {sentence}{why}", flush=True)
    if counts["FAIL"]:
        print(f"# logs of controllers and proxies: {this.state}/logs")
    print(f"# {time.monotonic() - began:.0f} s")
    print(f"{counts['ok']} passed, {counts['FAIL']} failed", flush=True)
    return 1 if counts["FAIL"] or not counts["ok"] else 0


def judge(this, function):
    this.notes = []
    began = time.monotonic()
    try:
        function(this)
        verdict, why = "ok", ""
    except AssertionError as e:
        verdict, why = "FAIL", f": {str(e) or traceback.format_exc()}"
    except Exception as e:  # a tool that breaks is a failed check, not the end of all
        verdict, why = "FAIL", f": {type(e).__name__}: {e}\n{traceback.format_exc(limit=-3)}"
    notes = "".join(f", {note}" for note in this.notes)
    return verdict, f" ({time.monotonic() - began:.1f} s{notes}){why}"


sys.exit(main())
