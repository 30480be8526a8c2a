"""One change after the other, from the API server's word to the first answer that shows it."""

import threading
import time

from measure import plot
from measure.figures import accepted, judged
from measure.poller import Poller
from measure.processes import Spent
from measure.writer import Feed, Writer

PATIENCE = 60
# answers that must stay right after the first one
MORE = 20


class Seen:
    """When our own watch saw each state of the route."""

    def __init__(self):
        self.changed = threading.Condition()
        self.events = []

    def saw(self, kind, item, when):
        with self.changed:
            meta = item["metadata"]
            self.events.append((kind, meta["uid"], meta["generation"], accepted(item, plot.OURS), when))
            self.changed.notify_all()

    def first(self, wanted):
        """When the first event came for which this holds."""
        deadline = time.perf_counter() + PATIENCE

        def found():
            return next((event for event in self.events if wanted(*event[:4])), None)

        with self.changed:
            self.changed.wait_for(lambda: found() is not None, deadline - time.perf_counter())
            event = found()
        assert event is not None, f"not seen on the watch within {PATIENCE} s"
        return event[4]


class Changes:
    def __init__(self, this, poller, seen):
        self.poller, self.seen = poller, seen
        self.writer = Writer(this.api)
        self.samples = []

    def one(self, kind, old, new, write):
        """Writes, and waits for the new answer; the kind of change also says which event shows it."""
        self.poller.reset()
        began = time.perf_counter()
        written = write(self.writer)
        said = time.perf_counter()
        arrived = self.poller.until(new, PATIENCE, MORE)
        if kind == "deleted":
            event, status = self.seen.first(lambda type_, uid, *_: type_ == "DELETED" and uid == self.uid), None
        else:
            self.uid = written["metadata"]["uid"]
            generation = written["metadata"]["generation"]
            event, status = (self.seen.first(lambda type_, uid, seen, good, want=want: (
                type_ != "DELETED" and uid == self.uid and seen == generation and (good or not want))) for want in (False, True))
        first, wrong = judged(self.poller.reset(), old, new)
        assert arrived and first is not None, f"{kind}: `{new}` did not come within {PATIENCE} s; wrong: {wrong}"
        self.samples.append({
            "kind": kind, "write_ms": (said - began) * 1000, "after_response_ms": (first - said) * 1000,
            "after_event_ms": (first - event) * 1000, "status_after_event_ms": status and (status - event) * 1000,
            "wrong": wrong})


def measure(this, processes, address, changes, pause, warm):
    """So many changes that are seen by requests, after a few that are not counted."""
    seen = Seen()
    with Feed(this.api, "httproute", plot.SPACE, seen.saw, fieldSelector=f"metadata.name={plot.PROBE}") as feed, \
            Poller(address, f"{plot.PROBE}.example.com", pause=pause) as poller:
        assert poller.until("404"), f"before there is a route: {poller.runs.runs}"
        work = Changes(this, poller, seen)

        def pair():
            work.one("created", "404", "v1", lambda writer: writer.create("httproute", plot.SPACE, plot.route(plot.PROBE)))
            work.one("edited", "v1", "v2", lambda writer: writer.change("httproute", plot.SPACE, plot.PROBE, plot.to("v2")))
            work.one("deleted", "v2", "404", lambda writer: writer.delete("httproute", plot.SPACE, plot.PROBE))

        for _ in range(warm):
            pair()
        warmed = len(work.samples)
        asked = poller.asked
        with Spent(processes) as spent:
            for _ in range((changes + 1) // 2):
                pair()
        feed.check()
        work.writer.close()
        return {
            "samples": work.samples[warmed:], "warm": work.samples[:warmed], "asked": poller.asked - asked,
            "seconds": spent.seconds, "cpu_s": spent.cpu}
