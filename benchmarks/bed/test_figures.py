"""python3 -m unittest discover -s benchmarks/bed"""

import unittest

from measure import figures


def condition(kind, status="True", generation=2):
    return {"type": kind, "status": status, "observedGeneration": generation}


def route(*conditions, controller="ours"):
    return {"metadata": {"generation": 2}, "status": {"parents": [{"controllerName": controller, "conditions": list(conditions)}]}}


class Distribution(unittest.TestCase):
    def test_percentiles_are_values_that_were_measured(self):
        values = list(range(1, 201))
        self.assertEqual(100, figures.percentile(values, 0.5))
        self.assertEqual(198, figures.percentile(values, 0.99))
        self.assertEqual(200, figures.percentile(values, 1))
        self.assertEqual(7, figures.percentile([7], 0.99))

    def test_of_nothing_there_is_nothing(self):
        self.assertEqual({"count": 0, "p50": None, "p99": None, "max": None}, figures.spread([]))

    def test_order_does_not_matter(self):
        self.assertEqual({"count": 3, "p50": 2, "p99": 9, "max": 9}, figures.spread([9, 1, 2]))


class Options(unittest.TestCase):
    def test_sizes_rise(self):
        self.assertEqual([0, 10, 1000], figures.sizes("0,10,1000"))
        for wrong in ("", "a", "10,10", "10,5", "-1"):
            with self.assertRaises(ValueError, msg=wrong):
                figures.sizes(wrong)


class Answers(unittest.TestCase):
    def runs(self, *answers):
        runs = figures.Runs()
        for when, answer in enumerate(answers):
            runs.add(answer, when)
        return runs.runs

    def test_equal_answers_in_a_row_are_one_run(self):
        self.assertEqual([("a", 2, 0, 1), ("b", 1, 2, 2), ("a", 1, 3, 3)], self.runs("a", "a", "b", "a"))

    def test_old_then_new_is_right(self):
        self.assertEqual((2, []), figures.judged(self.runs("404", "404", "v1", "v1"), "404", "v1"))

    def test_at_once_new_is_right(self):
        self.assertEqual((0, []), figures.judged(self.runs("v1"), "404", "v1"))

    def test_an_answer_that_is_neither_is_wrong(self):
        self.assertEqual((2, [("503", 1, 1, 1)]), figures.judged(self.runs("404", "503", "v1"), "404", "v1"))

    def test_back_to_the_old_answer_is_wrong(self):
        self.assertEqual((1, [("404", 1, 2, 2)]), figures.judged(self.runs("404", "v1", "404", "v1"), "404", "v1"))

    def test_what_never_came_has_no_time(self):
        self.assertEqual((None, []), figures.judged(self.runs("404"), "404", "v1"))

    def test_of_several_right_answers_none_is_wrong(self):
        self.assertEqual([("503", 1, 2, 2)], figures.unacceptable(self.runs("v1", "v2", "503"), {"v1", "v2"}))


class Statuses(unittest.TestCase):
    def test_accepted_and_resolved_for_this_generation(self):
        self.assertTrue(figures.accepted(route(condition("Accepted"), condition("ResolvedRefs")), "ours"))

    def test_everything_less_is_not(self):
        for item in (
                route(condition("Accepted")),
                route(condition("Accepted"), condition("ResolvedRefs", status="False")),
                route(condition("Accepted"), condition("ResolvedRefs", generation=1)),
                route(condition("Accepted"), condition("ResolvedRefs"), controller="theirs"),
                {"metadata": {"generation": 2}}):
            self.assertFalse(figures.accepted(item, "ours"), item)

    def test_attached_routes_are_added_up(self):
        self.assertEqual(5, figures.attached({"status": {"listeners": [{"attachedRoutes": 2}, {"attachedRoutes": 3}]}}))
        self.assertEqual(0, figures.attached({}))


class Tables(unittest.TestCase):
    def test_columns(self):
        self.assertEqual("what  ms\na      1\nbb    10", figures.table(["what", "ms"], [["a", 1], ["bb", 10]]))

    def test_numbers(self):
        self.assertEqual(["-", "1.2", "3"], [figures.number(None), figures.number(1.24), figures.number(3.3, 0)])


if __name__ == "__main__":
    unittest.main()
