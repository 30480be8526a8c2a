"""A cluster that is never at rest: what each change costs the leader, the other controller and the proxy."""

import time

from measure import plot
from measure.figures import unacceptable
from measure.poller import Poller
from measure.processes import Spent
from measure.writer import Writer

REST = 10
PAUSE = 0.02
RIGHT = {"v1", "v2"}


class Churn:
    def __init__(self, this, processes, address, addresses):
        self.this, self.processes, self.address, self.addresses = this, processes, address, addresses
        self.writer = Writer(this.api)
        self.backends = {}

    def rest(self, poller):
        """What the same questions cost while nothing changes."""
        with Spent(self.processes) as spent:
            time.sleep(REST)  # what is measured is that nothing happens
        assert poller.asked, "nothing was asked"
        return spent

    def paced(self, seconds, interval, change):
        """A change in each interval, whatever the changes take; gives what was spent and how many there were."""
        count = round(seconds / interval)
        began = time.perf_counter()
        with Spent(self.processes) as spent:
            for number in range(count):
                time.sleep(max(0.0, began + number * interval - time.perf_counter()))
                change(number)
            time.sleep(max(0.0, began + count * interval - time.perf_counter()))
        return spent, count

    def edit(self, number, wrong):
        """Sends a route to the other backend, and asks half a second later whether it is so."""
        old = self.backends.get(number, "v1")
        new = "v2" if old == "v1" else "v1"
        name = plot.other(number)
        self.writer.change("httproute", plot.SPACE, name, plot.to(new))
        self.backends[number] = new
        time.sleep(0.5)
        with Poller(self.address, f"{name}.example.com", pause=0.1) as once:
            assert once.until(new, 30), f"{name}: `{new}` did not come within 30 s: {once.runs.runs}"
        wrong.extend(unacceptable(once.reset(), {old, new}))

    def roll(self, number):
        """Other addresses of the Service: one, the other, both."""
        chosen = (self.addresses[:1], self.addresses[1:], self.addresses)[number % 3]
        self.writer.change("endpointslice", plot.SPACE, plot.ROLLING, {"endpoints": plot.slice_of(chosen)["endpoints"]})

    def measure(self, routes, seconds):
        """One edited route a second, then two edited EndpointSlices a second."""
        wrong = []
        with Poller(self.address, f"{plot.ROLLING}.example.com", pause=PAUSE) as poller:
            idle = self.rest(poller)
            edits, edited = self.paced(seconds, 1, lambda number: self.edit(number % routes, wrong))
            rolls, rolled = self.paced(seconds, 0.5, self.roll)
        wrong.extend(unacceptable(poller.reset(), RIGHT))
        return {
            "rest": {"seconds": idle.seconds, "cpu_s": idle.cpu},
            "edits": {"changes": edited, "seconds": edits.seconds, "cpu_s": edits.cpu, "cpu_ms_per_change": edits.per(edited, idle)},
            "endpoints": {"changes": rolled, "seconds": rolls.seconds, "cpu_s": rolls.cpu, "cpu_ms_per_change": rolls.per(rolled, idle)},
            "asked": poller.asked, "wrong": wrong}
