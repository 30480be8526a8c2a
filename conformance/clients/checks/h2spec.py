"""The conformance tool for HTTP/2: https://github.com/summerwind/h2spec. It knows RFC 7540; where RFC 9113 and we say otherwise,
the case is listed with the reason."""

import shutil
import subprocess
import xml.etree.ElementTree

from checks import Skip, check
from checks.bed import ADDRESS, SPEC_PORT, SPEC_TLS_PORT

ANSWERED = "answered 400, as RFC 9113, 8.1.1 allows; the stream ends with the answer and there is nothing left to reset"
KNOWN = {
    ("http2/8.1.2.3", 'Sends a HEADERS frame with empty ":path" pseudo-header field'): ANSWERED,
    ("http2/8.1.2.3", 'Sends a HEADERS frame that omits ":method" pseudo-header field'): ANSWERED,
    ("http2/8.1.2.3", 'Sends a HEADERS frame that omits ":scheme" pseudo-header field'): ANSWERED,
    ("http2/8.1.2.3", 'Sends a HEADERS frame that omits ":path" pseudo-header field'): ANSWERED,
}
CLEAR_TEXT = {
    ("http2/3.5", "Sends invalid connection preface"): "in clear text it is the first line of HTTP/1.1, and gets an answer of that",
}


def failures(bed, port, *arguments):
    """The cases that fail, each as its section and sentence, and how many were tried."""
    report = bed.work / f"h2spec-{port}.xml"
    subprocess.run(
        ["h2spec", "-h", ADDRESS, "-p", str(port), "-o", "5", "-j", str(report), *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=150)
    cases = list(xml.etree.ElementTree.parse(report).iter("testcase"))
    failed = {(case.get("package"), case.get("classname")) for case in cases if len(case) and case[0].tag != "skipped"}
    return failed, len(cases)


def judge(bed, port, known, *arguments):
    if not shutil.which("h2spec"):
        raise Skip("h2spec needs Go to be built")
    failed, tried = failures(bed, port, *arguments)
    assert tried > 140, f"only {tried} cases"
    if surprising := failed - known.keys():
        # a machine that is busy makes it wait in vain now and then: only who fails twice has failed
        again, _ = failures(bed, port, *arguments, *sorted({section for section, _ in surprising}))
        surprising &= again
    assert not surprising, f"{len(surprising)} of {tried}: {sorted(surprising)}"
    assert not (well := known.keys() - failed), f"these pass now, take them off the list: {sorted(well)}"
    bed.notes.append(f"{tried - len(known)} of {tried} cases, {len(known)} listed")


@check("h2spec finds nothing but what is listed, by prior knowledge")
def _(bed):
    judge(bed, SPEC_PORT, KNOWN | CLEAR_TEXT)


@check("h2spec finds nothing but what is listed, over TLS")
def _(bed):
    judge(bed, SPEC_TLS_PORT, KNOWN, "-t", "-k")
