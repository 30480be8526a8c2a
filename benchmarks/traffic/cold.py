"""The cold phase: what requests cost in the first ten seconds of a process, beside what they cost once it is warm."""

import statistics
from dataclasses import replace

import archives
import measure
import table
from scenarios import ALL

RATE, SECONDS, WARM = 5000, 10, 40


def measure_cold(routes, peers, variants, settings, tell):
    """Rounds in which every one is started anew; a list of dictionaries."""
    scenario = ALL['http1']

    def stage():
        return measure.Stage(scenario, routes, settings)

    wanted = list(peers)
    for variant in variants:
        wanted += [replace(variant, options=archives.options(variant.home, word, stage), word=word)
                   for word in archives.words_for(variant.home)]
    rounds = []
    for number in range(1, settings.rounds + 1):
        for one in wanted:
            with stage() as running:
                proxy = running.start(one)
                started, used = running.first(proxy), proxy.process.cpu()
                cold = running.phase(proxy, lambda: running.loads.paced(proxy.address, RATE, SECONDS, settle=0))
                running.forget_log(proxy)
                running.loads.full(proxy.address, WARM)
                running.forget_log(proxy)
                warm = running.phase(proxy, lambda: running.loads.paced(proxy.address, RATE, SECONDS, settle=0))
                rounds.append({'scenario': 'cold', 'routes': routes, 'proxy': proxy.name, 'round': number, 'start_seconds': started,
                               'start_cpu_seconds': used, 'cold': cold, 'warm': warm, 'rss_mib': proxy.process.rss()})
                tell(rounds)
    return rounds


def summarise(rounds):
    found = []
    for name in dict.fromkeys(one['proxy'] for one in rounds):
        group = [one for one in rounds if one['proxy'] == name]
        phase = {kind: {key: statistics.median(one[kind][key] for one in group) for key in ('cpu_us', 'p50', 'p99', 'p999')}
                 for kind in ('cold', 'warm')}
        found.append({
            'proxy': name, **phase, 'ratio': phase['cold']['cpu_us'] / phase['warm']['cpu_us'] if phase['warm']['cpu_us'] else None,
            'start_seconds': statistics.median(one['start_seconds'] for one in group),
            'start_cpu_seconds': statistics.median(one['start_cpu_seconds'] for one in group),
            'rss_mib': statistics.median(one['rss_mib'] for one in group),
            'foreign': max(one[kind]['foreign'] for one in group for kind in ('cold', 'warm')),
            'errors': sum(one[kind]['errors'] for one in group for kind in ('cold', 'warm'))})
    return found


def report(rounds):
    rows = [[one['proxy'], f'{one["start_seconds"]:.2f}', f'{one["start_cpu_seconds"]:.2f}', table.number(one['cold']['cpu_us']),
             table.number(one['warm']['cpu_us']), f'x{one["ratio"]:.2f}' if one['ratio'] else '-', table.millis(one['cold']['p50']),
             table.millis(one['cold']['p99']), table.millis(one['warm']['p99']), table.number(one['rss_mib']),
             f'{one["foreign"] * 100:.0f}%', str(one['errors'])] for one in summarise(rounds)]
    head = ['proxy', 'start s', 'start CPU s', 'cold CPU us', 'warm CPU us', 'ratio', 'cold p50 ms', 'cold p99 ms', 'warm p99 ms',
            'RSS MiB', 'foreign', 'errors']
    return (f'cold: HTTP/1.1, small GET, {RATE} requests/s: the first {SECONDS} s of a process, and {SECONDS} s after {WARM} s of '
            f'full load\n{table.render(head, rows)}')


def line(one):
    return (f'cold round={one["round"]} {one["proxy"]}: start_s={one["start_seconds"]:.2f} '
            f'cold_us={table.number(one["cold"]["cpu_us"])} warm_us={table.number(one["warm"]["cpu_us"])} '
            f'foreign={one["cold"]["foreign"] * 100:.0f}%')


def problems(rounds):
    return [f'{one["proxy"]}, {kind}: {one[kind]["errors"]} errors: {one[kind]["problem"] or "see the counts"}'
            for one in rounds for kind in ('cold', 'warm') if one[kind]['errors']]
