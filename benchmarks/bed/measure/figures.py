"""The pure part: distributions, runs of answers, options, tables."""

import math

# whose processor time is the API server's
SERVERS = ("kube-apiserver", "etcd")


def percentile(values, share):
    """The smallest of the values that is not exceeded by this share of them (nearest rank); None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values):
    """{count, p50, p99, max} of what was measured."""
    return {"count": len(values), "p50": percentile(values, 0.5), "p99": percentile(values, 0.99),
            "max": max(values, default=None)}


def sizes(text):
    """`10,1000,5000` as rising numbers."""
    try:
        found = [int(word) for word in text.split(",")]
    except ValueError:
        found = []
    if not found or found[0] < 0 or any(later <= earlier for earlier, later in zip(found, found[1:])):
        raise ValueError(f"`{text}`: expected rising numbers, such as `10,1000,5000`")
    return found


class Runs:
    """Answers in order, equal ones in a row as one: (answer, count, when the first came, when the last came)."""

    def __init__(self):
        self.runs = []

    def add(self, answer, when):
        if self.runs and self.runs[-1][0] == answer:
            last = self.runs[-1]
            self.runs[-1] = (answer, last[1] + 1, last[2], when)
        else:
            self.runs.append((answer, 1, when, when))


def judged(runs, old, new):
    """
    What a change from one answer to another looked like: when the new answer came first (None: never), and every run of
    answers that is neither, or that is old after new.
    """
    first, wrong = None, []
    for run in runs:
        answer, _, came, _ = run
        if answer == new:
            first = came if first is None else first
        elif answer != old or first is not None:
            wrong.append(run)
    return first, wrong


def unacceptable(runs, right):
    """Runs of answers that are none of the right ones."""
    return [run for run in runs if run[0] not in right]


def accepted(item, controller):
    """Whether a route's status says of its newest generation that it is accepted and resolved, by our controller alone."""
    parents = [one for one in item.get("status", {}).get("parents", []) if one["controllerName"] == controller]
    if not parents:
        return False
    for parent in parents:
        conditions = {one["type"]: one for one in parent.get("conditions", [])}
        for kind in ("Accepted", "ResolvedRefs"):
            one = conditions.get(kind)
            if one is None or one["status"] != "True" or one["observedGeneration"] != item["metadata"]["generation"]:
                return False
    return True


def attached(gateway):
    """How many routes a Gateway says it has, over its listeners."""
    return sum(one["attachedRoutes"] for one in gateway.get("status", {}).get("listeners", []))


def table(head, rows):
    """Columns of text, numbers to the right."""
    lines = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in lines)


def number(value, digits=1):
    return "-" if value is None else f"{value:.{digits}f}"
