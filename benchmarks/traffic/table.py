"""Medians, ratios and tables of what was measured."""

import statistics


def render(head, rows):
    """Columns as wide as they need to be; the first to the left, the others to the right."""
    cells = [head, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = ['  '.join(cell.ljust(width) if column == 0 else cell.rjust(width)
                       for column, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in cells]
    return '\n'.join([lines[0], '-' * len(lines[0]), *lines[1:]])


def number(value):
    """Three digits, or all before the point."""
    if value is None:
        return '-'
    return f'{value:.0f}' if abs(value) >= 100 else f'{value:.1f}' if abs(value) >= 10 else f'{value:.2f}'


def ratio(value, other):
    return f'x{value / other:.2f}' if value and other else '-'


def millis(micros):
    return f'{micros / 1000:.2f}' if micros else '-'


def summarise(rounds):
    """Medians over the rounds: a list of one dictionary per scenario, routes and proxy, in the order of appearance."""
    groups = {}
    for one in rounds:
        groups.setdefault((one['scenario'], one['routes'], one['proxy']), []).append(one)

    def middle(group, *path):
        values = []
        for one in group:
            for key in path:
                one = one[key]
            values.append(one)
        return statistics.median(values)

    found = []
    for (scenario, routes, proxy), group in groups.items():
        found.append({
            'scenario': scenario, 'routes': routes, 'proxy': proxy,
            'cpu_us': middle(group, 'full', 'cpu_us'), 'throughput': middle(group, 'full', 'throughput'),
            'half_cpu_us': middle(group, 'half', 'cpu_us'), 'p50': middle(group, 'half', 'p50'),
            'p99': middle(group, 'half', 'p99'), 'p999': middle(group, 'half', 'p999'), 'rss_mib': middle(group, 'rss_mib'),
            'foreign': max(phase['foreign'] for one in group for phase in (one['full'], one['half'])),
            'errors': sum(phase['errors'] for one in group for phase in (one['full'], one['half'])),
            'lost': sum(phase['lost'] for one in group for phase in (one['full'], one['half'])),
        })
    for one in found:
        for peer in ('nginx', 'haproxy', 'envoy'):
            other = [two for two in found
                     if (two['scenario'], two['routes'], two['proxy']) == (one['scenario'], one['routes'], peer)]
            one[f'to_{peer}'] = one['cpu_us'] / other[0]['cpu_us'] if other and other[0]['cpu_us'] else None
    return found


def report(scenarios, rounds):
    """The final tables as text: one per scenario and number of routes."""
    blocks, summary = [], summarise(rounds)
    for scenario, routes in dict.fromkeys((one['scenario'], one['routes']) for one in summary):
        about = scenarios[scenario]
        rows = [[
            one['proxy'], number(one['cpu_us']), *(f'x{value:.2f}' if value else '-' for value in
                                                   (one['to_nginx'], one['to_haproxy'], one['to_envoy'])),
            number(one['throughput']), number(one['half_cpu_us']), millis(one['p50']), millis(one['p99']), millis(one['p999']),
            number(one['rss_mib']), f'{one["foreign"] * 100:.0f}%', str(one['errors']), str(one['lost'])]
            for one in summary if (one['scenario'], one['routes']) == (scenario, routes)]
        head = ['proxy', f'CPU us/{about.unit}', 'nginx', 'haproxy', 'envoy', f'{about.unit}/s', 'half: CPU', 'p50 ms', 'p99 ms',
                'p99.9 ms', 'RSS MiB', 'foreign', 'errors', 'lost']
        title = f'{scenario}: {about.title}' + (f'; {routes} route{"s" * (routes != 1)}' if about.routed else '')
        blocks.append(f'{title}\n{render(head, rows)}')
    return '\n\n'.join(blocks)


def problems(rounds):
    """One line for every phase that went wrong."""
    return [f'{one["scenario"]} through {one["proxy"]}, {name} load: {one[name]["errors"]} errors: '
            f'{one[name]["problem"] or "see the counts"}'
            for one in rounds for name in ('full', 'half') if one[name]['errors']]
