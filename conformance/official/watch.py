"""Reads what the official suite prints, tells how it goes, and judges the end.

The suite is a Go test binary run with -test.v=test2json: lines that begin with the byte 0x16 are Go's own, the others
belong to the test that was named last.
"""

import argparse
import collections
import difflib
import pathlib
import re
import shutil
import sys
import time

ROOT = "TestConformance"
FRAME = re.compile(r"=== (RUN|PAUSE|CONT|NAME)\s+(\S*)")
RESULT = re.compile(r"\s*--- (PASS|FAIL|SKIP): (\S+) \(([\d.]+)s\)")
NO_PROFILE = "-"
LAST_WORDS = 12  # of a failed test, on the screen: who reads only the output of a machine far away has no other file


class Wrong(Exception):
    """Something that the caller gave cannot be used."""


def read_tests(path):
    """The gateway tests of the suite: name to the set of profiles that count it."""
    tests = {}
    for line in pathlib.Path(path).read_text().splitlines():
        name, profiles = line.split()
        tests[name] = set(profiles.split(","))
    return tests


def read_known(path, tests):
    """Known failures: name to reason."""
    known = {}
    for number, line in enumerate(pathlib.Path(path).read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, reason = line.partition(":")
        if not colon or not reason.strip():
            raise Wrong(f"{path}:{number}: `{line}`: expected `TestName: reason`")
        if name not in tests:
            raise Wrong(f"{path}:{number}: {no_such_test(name, tests)}")
        known[name] = reason.strip()
    return known


def no_such_test(name, tests):
    near = difflib.get_close_matches(name, tests, 3, 0.5)
    return f"no gateway test `{name}` in the suite" + (f": did you mean {', '.join(near)}?" if near else "")


def choose(tests, only, profiles):
    """The names to run, or None for all of them."""
    if only:
        for name in only:
            if name not in tests:
                raise Wrong(no_such_test(name, tests))
        return set(only)
    if profiles:
        wanted = set(profiles.split(","))
        there = set().union(*tests.values()) - {NO_PROFILE}
        if wanted - there:
            raise Wrong(f"no profile `{', '.join(sorted(wanted - there))}`: expected some of {', '.join(sorted(there))}")
        return {name for name, counting in tests.items() if counting & wanted}
    return None


class Log:
    """Takes the output apart by test."""

    def __init__(self):
        self.results = {}  # test below the root, to PASS, FAIL or SKIP
        self.seconds = {}
        self.lines = collections.defaultdict(list)  # by test; "" for what belongs to none
        self.last = collections.deque(maxlen=15)
        self.ended = None  # the last word of the whole
        self._current = ""

    def take(self, line):
        """Takes one line; returns the name of the test that ended with it, if one did."""
        framed = line.startswith("\x16")
        line = line.lstrip("\x16").rstrip("\n")
        self.last.append(line)
        if framed and (match := FRAME.match(line)):
            self._current = below_root(match[2])
            return None
        if framed and (match := RESULT.match(line)):
            return self._result(match, line)
        if line in ("PASS", "FAIL"):
            self.ended = line
            return None
        self.lines[self._current].append(line)
        return None

    def _result(self, match, line):
        name = below_root(match[2])
        self._current = name
        self.lines[name].append(line)
        if not name or match[2].count("/") > 1:
            return None
        self.results[name], self.seconds[name] = match[1], float(match[3])
        return name


def below_root(name):
    """TestConformance/Name/step is of the test Name."""
    parts = name.split("/")
    return parts[1] if parts[0] == ROOT and len(parts) > 1 else ""


class Verdict:
    """What the results mean, given what was expected."""

    def __init__(self, log, tests, chosen, known):
        expected = chosen if chosen is not None else set(tests)
        of = {name: log.results.get(name, "LOST") for name in expected}
        self.tests, self.of = tests, of
        self.passed = sorted(n for n in of if of[n] == "PASS")
        self.skipped = sorted(n for n in of if of[n] == "SKIP")
        self.failed = sorted(n for n in of if of[n] in ("FAIL", "LOST"))
        self.known = [n for n in self.failed if n in known]
        self.new = [n for n in self.failed if n not in known]
        self.healed = [n for n in self.passed if n in known]
        others = [n for n in log.results if n not in expected and log.results[n] == "FAIL"]
        self.broken = log.ended is None or (log.ended == "FAIL" and not self.failed and not others)
        self.others = sorted(others)

    @property
    def good(self):
        return not (self.new or self.healed or self.others or self.broken)

    def profiles(self):
        """Lines of a table: profile, passed, failed, skipped."""
        names = sorted({p for n in self.of for p in self.tests[n]} - {NO_PROFILE}) + [NO_PROFILE]
        for profile in names:
            counts = [sum(profile in self.tests[n] for n in group) for group in (self.passed, self.failed, self.skipped)]
            if any(counts):
                yield "in no profile" if profile == NO_PROFILE else profile, *counts

    def last_line(self):
        known = f" ({len(self.known)} known)" if self.known else ""
        return f"{len(self.passed)} passed, {len(self.failed)} failed{known}, {len(self.skipped)} skipped"


def tell(verdict, known, out, log):
    """Prints the end of a run; the last line is the one that machines read."""
    print()
    for profile, passed, failed, skipped in verdict.profiles():
        print(f"  {profile:14} {passed:4} passed {failed:4} failed {skipped:4} skipped")
    for name in verdict.known:
        print(f"known failure: {name}: {known[name]}")
    for name in verdict.healed:
        print(f"passes, though it is listed: {name}: take it out of known-failures.txt")
    for name in verdict.new:
        print(f"failed: {name}: " + (f"see {out}/failed/{name}.log" if verdict.of[name] == "FAIL" else "it did not come to an end"))
        for line in last_words(out / "failed" / f"{name}.log"):
            print(f"    {line}")
    for name in verdict.others:
        print(f"failed, not one of the tests asked for: {name}: see {out}/suite.log")
    if verdict.broken:
        print(f"the suite itself failed, see {out}/suite.log; its last words:")
        for line in log.last:
            print(f"  {line}")
    if not verdict.good:
        print(f"logs: {out}: suite.log, failed/, objects.txt, bed.log, state/*.log (control plane), state/logs/ (containers)")
    print(verdict.last_line(), flush=True)


def last_words(path):
    """The end of a test's log, without the lines that only say when its parts began and ended."""
    if not path.is_file():
        return []
    lines = [line.strip() for line in path.read_text().splitlines()]
    return [line[:300] for line in lines if line and not line.startswith(("===", "---"))][-LAST_WORDS:]


def follow(source, log, out):
    """Reads the output to its end: all of it goes to suite.log, one line per finished test to the screen."""
    begun = time.monotonic()
    shutil.rmtree(out / "failed", ignore_errors=True)
    (out / "failed").mkdir(parents=True)
    with open(out / "suite.log", "w", encoding="utf-8") as whole:
        for line in source:
            whole.write(line.replace("\x16", ""))
            name = log.take(line)
            if name is None:
                continue
            if log.results[name] == "FAIL":
                (out / "failed" / f"{name}.log").write_text("\n".join(log.lines[name]) + "\n")
            if log.results[name] != "SKIP":
                print(f"{time.monotonic() - begun:6.0f} s  {log.results[name].lower()}  {name} ({log.seconds[name]:.1f} s)", flush=True)
            log.lines.pop(name, None)


def pattern(chosen):
    if chosen is None:
        return f"^{ROOT}$"
    return f"^{ROOT}$/^({'|'.join(sorted(chosen))})$"


def main(argv, source):
    parser = argparse.ArgumentParser()
    parser.add_argument("--tests", required=True)
    parser.add_argument("--known", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--profiles")
    parser.add_argument("--pattern", action="store_true", help="only print the pattern for -test.run")
    args = parser.parse_args(argv)
    try:
        tests = read_tests(args.tests)
        known = read_known(args.known, tests)
        chosen = choose(tests, args.only, args.profiles)
    except Wrong as wrong:
        print(f"official: {wrong}", file=sys.stderr)
        return 2
    if args.pattern:
        print(pattern(chosen))
        return 0
    log = Log()
    follow(source, log, args.out)
    verdict = Verdict(log, tests, chosen, known)
    tell(verdict, known, args.out, log)
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.stdin.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:], sys.stdin))
