import argparse
import shutil
import signal
import sys
import time
import traceback

from checks import CHECKS, Skip, bed
# in the order in which they run; the last one ends the gateway
from checks import http, transfer, grpc_calls, websocket, tls, hostile, h2spec, load, drain  # noqa: F401


def main():
    parser = argparse.ArgumentParser(prog="conformance/clients/run")
    parser.add_argument("--work", required=True)
    parser.add_argument("-k", dest="word", default="")
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("clients: ended from outside"))
    chosen = [one for one in CHECKS if arguments.word.lower() in f"{one[0]} {one[1]}".lower()]
    began = time.monotonic()
    counts = {"ok": 0, "FAIL": 0, "skip": 0}
    this = bed.Bed(arguments.work)
    try:
        this.start()
        print(f"# started in {time.monotonic() - began:.1f} s", flush=True)
        group = ""
        for module, sentence, function in chosen:
            if module != group:
                group = module
                print(f"# {group}", flush=True)
            verdict, why = judge(this, function)
            counts[verdict] += 1
            print(f"{verdict:4} {sentence}{why}", flush=True)
    finally:
        this.stop()
    if counts["FAIL"]:
        print(f"# logs of the gateway and its backends: {this.work}")
    elif not arguments.keep:
        shutil.rmtree(this.work, ignore_errors=True)
    print(f"# {time.monotonic() - began:.0f} s")
    skipped = f", {counts['skip']} skipped" if counts["skip"] else ""
    print(f"{counts['ok']} passed, {counts['FAIL']} failed{skipped}", flush=True)
    return 1 if counts["FAIL"] or not counts["ok"] else 0


def judge(this, function):
    this.notes = []
    began = time.monotonic()
    try:
        function(this)
        verdict, why = "ok", ""
    except Skip as e:
        verdict, why = "skip", f": {e}"
    except AssertionError as e:
        verdict, why = "FAIL", f": {str(e) or traceback.format_exc()}"
    except Exception as e:  # a client that breaks is a failed check, not the end of all
        verdict, why = "FAIL", f": {type(e).__name__}: {e}\n{traceback.format_exc(limit=-3)}"
    notes = "".join(f", {note}" for note in this.notes)
    return verdict, f" ({time.monotonic() - began:.1f} s{notes}){why}"


sys.exit(main())
