"""The parts of the benchmark that need no proxy: how figures are read, put together and shown."""

import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import cold
import envoy
import gatewright
import haproxy
import loads
import machine
import measure
import nginx
import scenarios
import table
from processes import Crew, answers, until

WRK = '''Running 2s test @ https://h0.example.com/api/get
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.64ms    3.31ms  49.71ms   93.70%
    Req/Sec    31.08k     6.02k   43.48k    75.00%
  Latency Distribution
     50%  812.00us
     75%    2.43ms
     90%    4.49ms
     99%    1.20s
  61849 requests in 2.00s, 13.27MB read
Requests/sec:  30923.48
Transfer/sec:      6.64MB
'''
H2LOAD = '''finished in 2.00s, 26205.50 req/s, 2.67MB/s
requests: 52475 total, 52475 started, 52411 done, 52411 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 52414 2xx, 0 3xx, 0 4xx, 0 5xx
traffic: 5.34MB (5599302) total, 1.20MB (1258404) headers (space savings 77.57%), 3.30MB (3459126) data
'''


def one(proxy, cpu, number=1, **more):
    phase = {'cpu_us': cpu, 'throughput': 1e6 / cpu, 'rate': 1e6 / cpu, 'p50': 100, 'p99': 1000 * number, 'p999': 3000,
             'foreign': 0.01, 'errors': 0, 'lost': 0, 'problem': '', **more}
    return {'scenario': 'http1', 'routes': 1, 'proxy': proxy, 'round': number, 'full': phase, 'half': phase, 'rss_mib': 10}


class Options(unittest.TestCase):
    def test_the_jvm_is_told_what_the_launcher_tells_it(self):
        launcher = (machine.ROOT / 'gatewright').read_text()
        for version, told in (('17.0.1', False), ('25.0.3', True)):
            with tempfile.TemporaryDirectory() as home:
                java = Path(home) / 'bin' / 'java'
                java.parent.mkdir()
                java.touch(0o755)
                (Path(home) / 'release').write_text(f'JAVA_VERSION="{version}"\n')
                words = gatewright.command(gatewright.Variant(home), '127.0.0.1', home, True)
            for word in gatewright.FAST:
                self.assertIn(word, launcher)
                self.assertEqual(word in words[:words.index('-jar')], told, version)


class Reading(unittest.TestCase):
    def test_wrk(self):
        read = loads.read_wrk(WRK)
        self.assertEqual((read.requests, read.errors, read.rate, read.seconds), (61849, 0, 30923.48, 2.0))
        self.assertEqual((read.p50, read.p99), (812, 1.2e6))
        self.assertAlmostEqual(read.received, 13.27 * 2 ** 20, delta=1)

    def test_wrk_counts_what_failed(self):
        bad = WRK + '  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 7\n'
        self.assertEqual(loads.read_wrk(bad).errors, 17)

    def test_h2load(self):
        read = loads.read_h2load(H2LOAD, 2)
        self.assertEqual((read.requests, read.errors, read.rate, read.received), (52411, 0, 26205.5, 3459126))

    def test_h2load_counts_what_failed(self):
        for text in (H2LOAD.replace('0 4xx', '9 4xx'), H2LOAD.replace('0 failed', '9 failed'),
                     H2LOAD.replace('52411 succeeded', '52402 succeeded'), H2LOAD.replace('52414 2xx', '52402 2xx')):
            self.assertEqual(loads.read_h2load(text, 2).errors, 9, text)

    def test_nothing_is_read_from_other_words(self):
        for read in (loads.read_wrk, lambda text: loads.read_h2load(text, 1), loads.read_loadgen):
            with self.assertRaisesRegex(machine.Trouble, 'connection refused'):
                read('connection refused')

    def test_bytes_that_are_missing_are_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ('http1', 'http2-tls', 'websocket', 'body-1m'):
                scenario = scenarios.ALL[name]
                load = loads.Loads(scenario, 1, folder)
                right = loads.Outcome(10000, 10000 * scenario.answer, 0, 1, 10000)
                short = loads.Outcome(10000, 5000 * scenario.answer, 0, 1, 10000)
                self.assertEqual((load._checked(right).errors, load._checked(short).errors), (0, 1), name)
                self.assertEqual(load._checked(loads.Outcome(0, 0, 0, 1, 0)).problem, 'not one answer')


class Tables(unittest.TestCase):
    def test_medians_and_ratios(self):
        rounds = [one('nginx', 20), one('nginx', 22, 2), one('nginx', 90, 3), one('gatewright-25', 11)]
        nginx_line, ours = table.summarise(rounds)
        self.assertEqual((nginx_line['cpu_us'], nginx_line['p99'], nginx_line['to_nginx']), (22, 2000, 1))
        self.assertEqual((ours['to_nginx'], ours['to_haproxy']), (0.5, None))

    def test_report(self):
        text = table.report(scenarios.ALL, [one('nginx', 20), one('gatewright-25', 10)])
        self.assertIn('http1: HTTP/1.1, small GET; 1 route\n', text)
        self.assertRegex(text, r'(?m)^gatewright-25 +10\.0 +x0\.50 +- +- +100000 ')

    def test_problems_are_told_with_their_phase(self):
        found = table.problems([one('nginx', 20), one('envoy', 20, errors=3, problem='expected status 200, got 503')])
        self.assertEqual(len(found), 2)
        self.assertEqual(found[0], 'http1 through envoy, full load: 3 errors: expected status 200, got 503')

    def test_cold(self):
        phases = [{'cpu_us': cpu, 'p50': 1, 'p99': 2, 'p999': 3, 'foreign': 0, 'errors': 0, 'problem': ''} for cpu in (90, 30)]
        row = {'proxy': 'gatewright-25-aot', 'cold': phases[0], 'warm': phases[1], 'start_seconds': 0.5, 'start_cpu_seconds': 1,
               'rss_mib': 100}
        self.assertEqual(cold.summarise([row])[0]['ratio'], 3)
        self.assertRegex(cold.report([row]), r'gatewright-25-aot +0\.50 +1\.00 +90\.0 +30\.0 +x3\.00')

    def test_columns(self):
        self.assertEqual(table.render(['a', 'bb'], [['ccc', 'd']]), 'a    bb\n-------\nccc   d')
        self.assertEqual([table.number(value) for value in (0.126, 12.34, 1234.5, None)], ['0.13', '12.3', '1234', '-'])


class Configurations(unittest.TestCase):
    def test_every_proxy_gets_every_route(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ('tls.crt', 'tls.key'):
                Path(folder, name).write_text('x')
            for scenario in scenarios.ALL.values():
                if not scenario.routed:
                    continue
                wanted = {scenarios.host(number) for number in range(20)}
                texts = {
                    'nginx': nginx.config(scenario, 20, '127.0.9.10', folder, True),
                    'haproxy': haproxy.config(scenario, 20, '127.0.9.10', folder, True) + Path(folder, 'routes.map').read_text(),
                    'envoy': envoy.config(scenario, 20, '127.0.9.10', folder, True),
                    'gatewright': json.dumps(list(gatewright.documents(scenario, 20, folder))),
                }
                for proxy, text in texts.items():
                    self.assertEqual(set(re.findall(r'h\d+\.example\.com', text)), wanted, f'{proxy} {scenario.name}')

    def test_the_log_can_be_left_out(self):
        for scenario in scenarios.ALL.values():
            with tempfile.TemporaryDirectory() as folder:
                for make, word in ((nginx.config, 'buffer=64k'), (haproxy.config, 'log stdout'), (envoy.config, 'access.log')):
                    texts = [make(scenario, 1, '127.0.9.10', folder, logging) for logging in (True, False)]
                    self.assertEqual([word in text for text in texts], [True, False], f'{scenario.name} {make.__module__}')

    def test_the_fixed_rate_is_half_of_the_slowest(self):
        full = {name: {'rate': rate} for name, rate in (('nginx', 40000), ('envoy', 10000), ('haproxy', 0))}
        self.assertEqual(measure.half_of_the_slowest(full), 5000)
        with self.assertRaises(machine.Trouble):
            measure.half_of_the_slowest({'nginx': {'rate': 0}})

    def test_peers_that_cannot_are_left_out(self):
        self.assertEqual(measure.peers_of(scenarios.ALL['udp'], measure.PEERS), ['nginx', 'envoy'])
        self.assertIn('relay', measure.peers_of(scenarios.ALL['http1'], measure.PEERS))
        self.assertNotIn('relay', measure.peers_of(scenarios.ALL['http2-tls'], measure.PEERS))


class Processes(unittest.TestCase):
    def test_a_process_is_measured_and_ends(self):
        with tempfile.TemporaryDirectory() as folder, Crew() as crew:
            busy = crew.start('busy', [sys.executable, '-c', 'while True: pass'], log=f'{folder}/log')
            until(lambda: None if busy.cpu() > 0.05 else 'idle', busy, 20)
            self.assertGreater(busy.rss(), 1)
        self.assertFalse(busy.alive())

    def test_one_that_ends_early_is_told_with_its_last_words(self):
        with tempfile.TemporaryDirectory() as folder, Crew() as crew:
            early = crew.start('early', [sys.executable, '-c', 'print("no such port")'], log=f'{folder}/log')
            with self.assertRaisesRegex(machine.Trouble, 'early .*\nno such port'):
                until(lambda: 'not yet', early, 20)

    def test_nobody_answers_on_a_closed_port(self):
        self.assertIn('refused', answers('127.0.0.1', 1, 'h', '/'))

    def test_what_is_no_jdk_is_said(self):
        with self.assertRaisesRegex(machine.Trouble, 'is no JDK'):
            machine.java_version(tempfile.gettempdir())


class Front(unittest.TestCase):
    def test_names_that_do_not_exist(self):
        run = Path(__file__).parent / 'run'
        for words, expected in ((['htp1'], 'unknown scenario `htp1`: expected one of http1'),
                                (['--proxies', 'squid'], 'unknown proxy')):
            done = subprocess.run([run, *words], capture_output=True, text=True)
            self.assertEqual((done.returncode, expected in done.stderr), (2, True), done.stderr)


if __name__ == '__main__':
    unittest.main()
