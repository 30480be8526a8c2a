"""python3 -m unittest discover conformance/official"""

import contextlib
import io
import pathlib
import tempfile
import unittest

import watch

TESTS = """RouteA GATEWAY-HTTP
RouteB GATEWAY-HTTP,GATEWAY-GRPC
RouteC -
"""


def frame(*lines):
    return [f"\x16{line}\n" for line in lines]


def result(how, name):
    return frame(f"--- {how}: TestConformance/{name} (1.20s)")


def end(how):
    return frame(f"--- {how}: TestConformance (9.00s)") + [how + "\n"]


class Judging(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)
        (self.out / "tests.txt").write_text(TESTS)
        self.known("")

    def known(self, text):
        (self.out / "known.txt").write_text("# comment\n\n" + text)

    def judge(self, lines, *more):
        said, complaint = io.StringIO(), io.StringIO()
        argv = ["--tests", f"{self.out}/tests.txt", "--known", f"{self.out}/known.txt", "--out", str(self.out), *more]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complaint):
            code = watch.main(argv, iter(lines))
        self.complaint = complaint.getvalue()
        return code, said.getvalue()

    def test_all_pass(self):
        code, said = self.judge(result("PASS", "RouteA") + result("PASS", "RouteB") + result("SKIP", "RouteC") + end("PASS"))
        self.assertEqual(code, 0)
        self.assertEqual(said.splitlines()[-1], "2 passed, 0 failed, 1 skipped")
        self.assertRegex(said, r"GATEWAY-HTTP +2 passed +0 failed +0 skipped")
        self.assertRegex(said, r"in no profile +0 passed +0 failed +1 skipped")

    def test_failure_leaves_its_own_log(self):
        lines = frame("=== RUN   TestConformance/RouteA", "=== PAUSE TestConformance/RouteA", "=== CONT  TestConformance/RouteB")
        lines += ["    b.go:1: of b\n"] + frame("=== NAME  TestConformance/RouteA") + ["    a.go:1: of a\n"]
        lines += frame("=== RUN   TestConformance/RouteA/step") + ["        a.go:2: of its step\n"]
        lines += frame("    --- FAIL: TestConformance/RouteA/step (0.10s)")
        code, said = self.judge(lines + result("FAIL", "RouteA") + result("PASS", "RouteB") + result("PASS", "RouteC") + end("FAIL"))
        self.assertEqual(code, 1)
        self.assertEqual(said.splitlines()[-1], "2 passed, 1 failed, 0 skipped")
        log = (self.out / "failed" / "RouteA.log").read_text()
        self.assertIn("of a\n", log)
        self.assertIn("of its step\n", log)
        self.assertNotIn("of b", log)
        self.assertIn("    a.go:2: of its step\n", said)
        self.assertNotIn("of b", said)
        self.assertNotIn("--- FAIL", said)
        self.assertNotIn("\x16", (self.out / "suite.log").read_text())

    def test_known_failure_is_expected(self):
        self.known("RouteA: the reason\n")
        code, said = self.judge(result("FAIL", "RouteA") + result("PASS", "RouteB") + result("PASS", "RouteC") + end("FAIL"))
        self.assertEqual(code, 0)
        self.assertIn("known failure: RouteA: the reason", said)
        self.assertEqual(said.splitlines()[-1], "2 passed, 1 failed (1 known), 0 skipped")

    def test_known_failure_that_passes_fails_the_run(self):
        self.known("RouteA: the reason\n")
        code, said = self.judge(result("PASS", "RouteA") + result("PASS", "RouteB") + result("PASS", "RouteC") + end("PASS"))
        self.assertEqual(code, 1)
        self.assertIn("take it out", said)

    def test_known_failure_that_is_not_run_says_nothing(self):
        self.known("RouteA: the reason\n")
        code, said = self.judge(result("PASS", "RouteB") + end("PASS"), "--only", "RouteB")
        self.assertEqual((code, said.splitlines()[-1]), (0, "1 passed, 0 failed, 0 skipped"))

    def test_unknown_name_in_the_list(self):
        for text in ("RoteA: reason\n", "RouteA\n", "RouteA:\n"):
            self.known(text)
            self.assertEqual(self.judge([])[0], 2, text)
        self.known("RoteA: reason\n")
        self.judge([])
        self.assertIn("did you mean RouteA", self.complaint)

    def test_suite_that_dies(self):
        code, said = self.judge(result("PASS", "RouteA") + ["panic: oh\n"])
        self.assertEqual(code, 1)
        self.assertIn("RouteB: it did not come to an end", said)
        self.assertIn("panic: oh", said)

    def test_suite_that_cannot_begin(self):
        code, said = self.judge(frame("=== RUN   TestConformance") + ["    suite.go:1: no GatewayClass\n"] + end("FAIL"))
        self.assertEqual(code, 1)
        self.assertEqual(said.splitlines()[-1], "0 passed, 3 failed, 0 skipped")

    def test_tests_of_a_profile(self):
        self.assertEqual(self.judge([], "--profiles", "GATEWAY-GRPC", "--pattern"), (0, "^TestConformance$/^(RouteB)$\n"))
        self.assertEqual(self.judge([], "--profiles", "GATEWAY-HTTP", "--pattern"), (0, "^TestConformance$/^(RouteA|RouteB)$\n"))
        self.assertEqual(self.judge([], "--pattern"), (0, "^TestConformance$\n"))
        self.assertEqual(self.judge([], "--profiles", "GATEWAY-X", "--pattern")[0], 2)

    def test_wrong_name(self):
        self.assertEqual(self.judge([], "--only", "RoutA", "--pattern")[0], 2)
        self.assertIn("did you mean RouteA", self.complaint)


if __name__ == "__main__":
    unittest.main()
