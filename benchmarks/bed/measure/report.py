"""The figures as text."""

from measure.figures import SERVERS, number, spread, table

WHO = ("leader", "second", "proxy")


def wrong_answers(figures):
    """Every run of wrong answers: (where, answer, how many)."""
    found = []

    def add(where, runs):
        found.extend((where, run[0], run[1]) for run in runs)

    if "many" in figures:
        add("many", figures["many"]["wrong"])
    for size in figures["sizes"]:
        add(f"{size['routes']}, fill", size["fill"]["wrong"])
        for sample in size["apply"]["warm"] + size["apply"]["samples"]:
            add(f"{size['routes']}, {sample['kind']}", sample["wrong"])
        add(f"{size['routes']}, churn", size.get("churn", {}).get("wrong", []))
    return found


def incomplete(figures):
    """What did not become accepted and counted."""
    fills = [("many", figures["many"]), ("many, deleted", figures["many"]["deleted"])] if "many" in figures else []
    fills += [(f"{size['routes']}, fill", size["fill"]) for size in figures["sizes"]]
    return [where for where, fill in fills if not fill["complete"]]


def verdict(figures):
    return 1 if wrong_answers(figures) or incomplete(figures) else 0


def applied(samples, key):
    """The distribution over changes that count: made and edited ones."""
    return spread([one[key] for one in samples if one["kind"] != "deleted"])


def text(figures):
    machine = figures["machine"]
    parts = [f"{machine['date']}, {machine['jdk']}, {machine['cores']} cores of {machine['cpu']}, Linux {machine['kernel']}"]
    parts += [applies(figures), bulks(figures)]
    if "floor" in figures:
        parts.append(floors(figures["floor"]))
    if any("churn" in size for size in figures["sizes"]):
        parts.append(churns(figures))
    parts += [memory(figures), bars(figures)]
    wrong = wrong_answers(figures)
    parts.append(f"wrong answers: {sum(run[2] for run in wrong)}" + "".join(
        f"\n  {where}: {count} x {answer}" for where, answer, count in wrong[:20]))
    parts += [f"not complete within the time: {where}" for where in incomplete(figures)]
    return "\n\n".join(parts)


def applies(figures):
    rows = []
    for size in figures["sizes"]:
        samples = size["apply"]["samples"]
        for key, name in (("after_response_ms", "from the response"), ("after_event_ms", "from the event"),
                          ("status_after_event_ms", "status, from the event")):
            one = applied(samples, key)
            rows.append([f"{size['routes']} others, {name}", one["count"], *(number(one[which]) for which in ("p50", "p99", "max"))])
        gone = spread([one["after_event_ms"] for one in samples if one["kind"] == "deleted"])
        rows.append([f"{size['routes']} others, deletion, from the event", gone["count"],
                     *(number(gone[which]) for which in ("p50", "p99", "max"))])
    return table(["apply -> first right answer, ms", "changes", "p50", "p99", "max"], rows)


def bulks(figures):
    fills = ([("many", figures["many"])] if "many" in figures else []) + [
        (f"up to {size['routes']}", size["fill"]) for size in figures["sizes"]]
    return table(
        ["routes at once", "routes", "created in s", "accepted, s after last event", "counted, s", "status writes", "by meter",
         *(f"cpu s {who}" for who in WHO), "cpu s API server"],
        [[name, fill["routes"], number(fill["creation_s"]), number(fill["accepted_after_last_event_s"], 2),
          number(fill["counted_after_last_event_s"], 2), fill["writes_seen"], number(fill["writes_by_meter"], 0),
          *(number(fill["cpu_s"][who]) for who in WHO), number(sum(fill["cpu_s"][who] for who in SERVERS))]
         for name, fill in fills])


def floors(floor):
    """What the API server alone takes: a status cannot be there sooner, whoever writes it."""
    return table(
        [f"the API server alone, {floor['count']} routes", "created in s", "statuses, s after last event", "cpu ms per status, all",
         *(f"of it {who}" for who in (*SERVERS, "client"))],
        [[name, number(floor[key]["create_s"]), number(floor[key]["write_s"], 2), *(
            number(spent * 1000 / floor["count"], 2)
            for spent in (sum(floor[key]["cpu_s"].values()), *(floor[key]["cpu_s"][who] for who in (*SERVERS, "client"))))]
         for key, name in (("after", "written when all are there"), ("beside", "written as each is seen (cpu: with its creation)"))])


def churns(figures):
    return table(
        ["churn, cpu ms per change", "changes", *WHO],
        [[f"{size['routes']} others, {name}", size["churn"][key]["changes"],
          *(number(size["churn"][key]["cpu_ms_per_change"][who]) for who in WHO)]
         for size in figures["sizes"] if "churn" in size
         for key, name in (("edits", "an edited route"), ("endpoints", "an edited EndpointSlice"))])


def memory(figures):
    return table(
        ["memory (RSS), MB", *WHO],
        [[where, *(number(one[who], 0) for who in WHO)] for where, one in figures["rss_mb"].items()])


def bars(figures):
    rows = []

    def bar(name, value, most, digits=0):
        rows.append([name, number(value, digits), f"<= {most}", "met" if value is not None and value <= most else "NOT MET"])

    for size in figures["sizes"]:
        if size["routes"] == 5000:
            bar("p99 from the event, 5000 others, ms", applied(size["apply"]["samples"], "after_event_ms")["p99"], 50, 1)
    if "many" in figures:
        many = figures["many"]
        late = [many["accepted_after_last_event_s"], many["counted_after_last_event_s"]]
        bar(f"{many['routes']} routes accepted and counted, s after the last event", None if None in late else max(late), 1, 2)
        bar(f"status writes for {many['routes']} routes", many["writes_seen"], many["routes"] + 10)
    bar("memory of the proxy, idle, MB", figures["rss_mb"]["idle"]["proxy"], 90)
    if "5000" in figures["rss_mb"]:
        bar("memory of the proxy, 5000 others, MB", figures["rss_mb"]["5000"]["proxy"], 150)
    return table(["bar", "is", "bar", ""], rows)
