"""Many routes at once: until each is accepted and the Gateway counts them all, and how many statuses were written for that."""

import threading
import time

from checks.api import path
from measure import plot
from measure.figures import accepted, attached, unacceptable
from measure.poller import Poller
from measure.processes import Spent
from measure.writer import Feed, at_once

PATIENCE = 300
QUIET = 2


class Statuses:
    """What watches of the routes and the Gateway saw."""

    def __init__(self):
        self.changed = threading.Condition()
        self.states = {}
        self.routes = 0
        self.accepted = {}
        self.attached = None
        self.counted = None
        self.writes = {"HTTPRoute": 0, "Gateway": 0}
        self.last_change = self.last_write = time.perf_counter()

    def saw(self, kind, item, when):
        with self.changed:
            name = item["metadata"]["name"]
            key = (item["kind"], name)
            before = self.states.pop(key, None)
            if item["kind"] == "HTTPRoute":
                self.routes += (kind != "DELETED") - (before is not None)
            if kind != "DELETED":
                self.states[key] = item["metadata"]["generation"], item.get("status")
            if before is not None and kind == "MODIFIED" and before[1] != item.get("status"):
                self.writes[item["kind"]] += 1
                self.last_write = when
            elif item["kind"] == "HTTPRoute":
                self.last_change = when
            if item["kind"] == "Gateway":
                self.attached, self.counted = attached(item), when
            elif kind == "DELETED":
                self.accepted.pop(name, None)
            elif accepted(item, plot.OURS):
                self.accepted.setdefault(name, when)
            self.changed.notify_all()

    def until(self, routes, feeds):
        """Waits until there are so many routes, all accepted and counted; says whether that came."""
        deadline = time.perf_counter() + PATIENCE

        def there():
            return self.routes == routes and len(self.accepted) == routes and self.attached == routes

        with self.changed:
            while not there() and time.perf_counter() < deadline:
                self.changed.wait(1)
                for feed in feeds:
                    feed.check()
            return there()

    def quiet(self):
        """Waits until nothing has been written for a while."""
        with self.changed:
            while (left := self.last_write + QUIET - time.perf_counter()) > 0:
                self.changed.wait(left)


def watched(this, work, routes):
    """Does the work while watching, until there are so many routes; gives the watch and whether it ended well."""
    seen = Statuses()
    with Feed(this.api, "httproute", plot.SPACE, seen.saw) as routes_feed, \
            Feed(this.api, "gateway", plot.SPACE, seen.saw) as gateways_feed:
        seen.writes = dict.fromkeys(seen.writes, 0)
        seconds = work()
        good = seen.until(routes, (routes_feed, gateways_feed))
        seen.quiet()
    return seen, seconds, good


def make(this, processes, address, numbers, total):
    """
    Makes routes of others, all at once.

    `total`: how many routes there are then, also those that were there before.
    """
    tasks = [
        (lambda item: lambda writer: writer.create("httproute", plot.SPACE, item))(plot.route(plot.other(number)))
        for number in numbers]
    before = processes.writes()
    with Poller(address, f"{plot.ROLLING}.example.com", pause=0.02) as poller, Spent(processes) as spent:
        assert poller.until("v1") or poller.until("v2"), poller.runs.runs
        seen, seconds, good = watched(this, lambda: at_once(this.api, tasks), total)
    names = [plot.other(number) for number in numbers]
    said = None if not good else max(seen.accepted[name] for name in names)
    return {
        "routes": len(names), "total": total, "complete": good, "creation_s": seconds,
        "accepted_after_last_event_s": said and said - seen.last_change,
        "counted_after_last_event_s": seen.counted - seen.last_change if good else None,
        "writes_seen": sum(seen.writes.values()), "writes_by_kind": seen.writes,
        "writes_by_meter": processes.writes() - before,
        "cpu_s": spent.cpu, "wrong": unacceptable(poller.reset(), {"v1", "v2"}),
        "accepted_offsets_s": [] if not good else sorted(round(seen.accepted[name] - seen.last_change, 4) for name in names)}


def clear(this, numbers, total):
    """Takes routes away again, all at once."""
    tasks = [
        (lambda name: lambda writer: writer.delete("httproute", plot.SPACE, name))(plot.other(number)) for number in numbers]
    seen, seconds, good = watched(this, lambda: at_once(this.api, tasks), total)
    return {"deletion_s": seconds, "complete": good,
            "counted_after_last_event_s": seen.counted - seen.last_change if good else None}


def there(this):
    """How many routes there are."""
    return len(this.api.read(path("httproute", plot.SPACE))["items"])
