"""python3 -m unittest discover -s benchmarks/bed"""

import json
import unittest

from measure import report

WHO = {"leader": 1.0, "second": 0.5, "proxy": 0.25, "kube-apiserver": 6.0, "etcd": 1.5}
FILL = {"routes": 1000, "total": 1001, "complete": True, "creation_s": 2.0, "accepted_after_last_event_s": 0.5,
        "counted_after_last_event_s": 0.6, "writes_seen": 1008, "writes_by_meter": 1008.0, "cpu_s": WHO, "wrong": []}


def sample(kind, ms, wrong=()):
    return {"kind": kind, "write_ms": 1.0, "after_response_ms": ms, "after_event_ms": ms,
            "status_after_event_ms": None if kind == "deleted" else ms, "wrong": list(wrong)}


def figures():
    churn = {"changes": 60, "cpu_ms_per_change": WHO}
    return json.loads(json.dumps({  # nothing shared
        "machine": {"date": "2026-11-27", "jdk": "17", "cores": 2, "cpu": "x", "kernel": "6"},
        "rss_mb": {"idle": {**WHO, "proxy": 80}, "5000": {**WHO, "proxy": 151}},
        "floor": {"count": 1000,
                  "after": {"create_s": 4.0, "write_s": 3.5, "cpu_s": {"client": 0.5, "kube-apiserver": 7.0, "etcd": 0.5}},
                  "beside": {"create_s": 9.0, "write_s": 0.02, "cpu_s": {"client": 1.0, "kube-apiserver": 12.0, "etcd": 1.0}}},
        "many": {**FILL, "deleted": {"complete": True}},
        "sizes": [{"routes": 5000, "fill": FILL, "churn": {"edits": churn, "endpoints": churn, "wrong": []},
                   "apply": {"warm": [sample("created", 900)],
                             "samples": [sample("created", 10), sample("edited", 30), sample("deleted", 70)]}}]}))


class Verdict(unittest.TestCase):
    def test_all_right(self):
        self.assertEqual(0, report.verdict(figures()))

    def test_one_wrong_answer_anywhere(self):
        for place in (lambda one: one["many"]["wrong"], lambda one: one["sizes"][0]["fill"]["wrong"],
                      lambda one: one["sizes"][0]["apply"]["warm"][0]["wrong"], lambda one: one["sizes"][0]["apply"]["samples"][2]["wrong"],
                      lambda one: one["sizes"][0]["churn"]["wrong"]):
            one = figures()
            place(one).append(("503", 2, 0.0, 0.1))
            self.assertEqual(1, report.verdict(one))
            self.assertEqual(2, sum(run[2] for run in report.wrong_answers(one)))
            self.assertIn("2 x 503", report.text(one))

    def test_what_never_became_complete(self):
        one = figures()
        one["many"]["deleted"]["complete"] = False
        self.assertEqual(1, report.verdict(one))


class Text(unittest.TestCase):
    def line(self, begin):
        return next(line for line in report.text(figures()).splitlines() if line.startswith(begin)).split()

    def test_deletions_and_what_came_before_are_no_applied_changes(self):
        self.assertEqual(["2", "10.0", "30.0", "30.0"], self.line("5000 others, from the event")[-4:])
        self.assertEqual(["1", "70.0", "70.0", "70.0"], self.line("5000 others, deletion")[-4:])

    def test_what_the_server_alone_takes(self):
        self.assertEqual(["4.0", "3.50", "8.00", "7.00", "0.50", "0.50"], self.line("written when all are there")[-6:])
        self.assertEqual(["9.0", "0.02", "14.00", "12.00", "1.00", "1.00"], self.line("written as each is seen")[-6:])
        self.assertEqual("7.5", self.line("many")[-1])

    def test_bars(self):
        self.assertEqual("met", self.line("p99 from the event")[-1])
        self.assertEqual("met", self.line("1000 routes accepted")[-1])
        self.assertEqual("met", self.line("status writes for")[-1])
        self.assertEqual(["NOT", "MET"], self.line("memory of the proxy, 5000 others")[-2:])


if __name__ == "__main__":
    unittest.main()
