"""curl and nghttp: versions of HTTP, framing, methods, redirects, kinds of backends."""

import json
import re
import time
import zlib

from checks import check
from checks.bed import ADDRESS, HOST, PORT, REASON, TLS_PORT

PLAIN, SECURE = f"http://{HOST}", f"https://{HOST}"


def versions(bed, *arguments):
    done = bed.curl("-o", "/dev/null", "-w", "%{http_code} %{http_version} %{ssl_verify_result}", *arguments)
    return done.stdout


@check("curl is answered over HTTP/1.1")
def _(bed):
    assert versions(bed, "--http1.1", PLAIN + "/echo") == "200 1.1 0"


@check("curl is answered over HTTP/2 by prior knowledge")
def _(bed):
    assert versions(bed, "--http2-prior-knowledge", PLAIN + "/echo") == "200 2 0"


@check("curl and the gateway agree on HTTP/2 by ALPN")
def _(bed):
    assert versions(bed, SECURE + "/echo") == "200 2 0"


@check("curl over TLS without HTTP/2 is answered over HTTP/1.1")
def _(bed):
    assert versions(bed, "--http1.1", SECURE + "/echo") == "200 1.1 0"


@check("curl that offers an upgrade to HTTP/2 is answered over HTTP/1.1")
def _(bed):
    assert versions(bed, "--http2", PLAIN + "/echo") == "200 1.1 0"


@check("a request of HTTP/1.0 gets its answer and the end of the connection")
def _(bed):
    done = bed.curl("--http1.0", "-D", "-", PLAIN + "/echo")
    assert done.stdout.startswith("HTTP/1."), done.stdout
    assert " 200 " in done.stdout.splitlines()[0] + " ", done.stdout
    assert "transfer-encoding" not in done.stdout.lower(), done.stdout


@check("the backend sees the host, who asked and how, and no hop-by-hop field")
def _(bed):
    done = bed.curl("-H", "Connection: keep-alive, X-Hop", "-H", "X-Hop: 1", "-H", "X-Kept: 2", SECURE + "/echo?a=b%20c", "--http1.1")
    seen = json.loads(done.stdout)
    headers = dict(seen["headers"])
    assert seen["path"] == "/echo?a=b%20c", seen
    assert headers["host"] == HOST and headers["x-kept"] == "2", seen
    assert headers["x-forwarded-proto"] == "https" and headers["x-forwarded-for"], seen
    assert "x-hop" not in headers, seen


@check("three requests of one curl use one connection")
def _(bed):
    # not by prior knowledge: curl 7.88 cannot use such a connection twice, whoever the server is
    for version, url in (("--http1.1", PLAIN + "/echo"), ("--http1.1", SECURE + "/echo"), ("--http2", SECURE + "/echo")):
        done = bed.curl(version, "-w", "connects=%{num_connects}\n", *["-o", "/dev/null"] * 3, url, url, url)
        assert done.stdout.split() == ["connects=1", "connects=0", "connects=0"], done.stdout


@check("an upload waits for 100 Continue and gets it")
def _(bed):
    (bed.work / "upload.bin").write_bytes(b"0123456789" * 30_000)
    for version in ("--http1.1", "--http2-prior-knowledge"):
        done = bed.curl(version, "-v", "-H", "Expect: 100-continue", "--expect100-timeout", 20, "-T", "upload.bin", PLAIN + "/upload")
        seen = json.loads(done.stdout)
        assert (seen["bytes"], seen["crc"]) == (300_000, zlib.crc32(b"0123456789" * 30_000)), seen
        if version == "--http1.1":
            assert "< HTTP/1.1 100" in done.stderr, done.stderr[-1500:]


@check("an upload that the gateway refuses is not sent at all")
def _(bed):
    (bed.work / "upload.bin").write_bytes(b"0123456789" * 30_000)
    done = bed.curl(
        "--http1.1", "-H", "Expect: 100-continue", "--expect100-timeout", 20, "-T", "upload.bin", "-o", "/dev/null",
        "-H", "Host: nobody.example.org", "-w", "%{http_code} %{size_upload}", PLAIN + "/upload")
    assert done.stdout == "404 0", done.stdout


@check("a chunked upload arrives whole")
def _(bed):
    body = bytes(range(256)) * 4000
    for target in (("--http1.1", PLAIN), ("--http1.1", SECURE), ("--http2-prior-knowledge", PLAIN), ("--http2", SECURE)):
        done = bed.curl(target[0], "-H", "Transfer-Encoding: chunked" if "1.1" in target[0] else "X-No: length", "-H", "Expect:",
                        "-T", "-", target[1] + "/upload", stdin=body)
        seen = json.loads(done.stdout)
        assert (seen["bytes"], seen["crc"], seen["framing"]) == (len(body), zlib.crc32(body), "chunked"), (target, seen)


@check("trailers of the answer reach clients of HTTP/1.1 and HTTP/2")
def _(bed):
    for target in (("--http1.1", PLAIN), ("--http2-prior-knowledge", PLAIN), ("--http2", SECURE)):
        done = bed.curl(target[0], "-H", "TE: trailers", "-D", "head.txt", target[1] + "/trailers")
        assert done.stdout == "hello", done.stdout
        told = (bed.work / "head.txt").read_bytes().lower()
        assert b"\nx-checksum: 42" in told, (target, told)


@check("HEAD tells the length and has no body")
def _(bed):
    for target in (("--http1.1", PLAIN), ("--http2-prior-knowledge", PLAIN), ("--http2", SECURE)):
        done = bed.curl(target[0], "-I", "-w", "size=%{size_download}", target[1] + "/big?bytes=123456")
        assert "content-length: 123456" in done.stdout.lower(), done.stdout
        assert done.stdout.endswith("size=0"), done.stdout
    url = PLAIN + "/big?bytes=123456"
    done = bed.curl("-I", "-w", "connects=%{num_connects}\n", "-o", "/dev/null", "-o", "/dev/null", url, url)
    assert done.stdout.split() == ["connects=1", "connects=0"], done.stdout


@check("curl follows a redirect of the path")
def _(bed):
    done = bed.curl("-L", "-w", "\n%{num_redirects} %{url_effective}", PLAIN + "/old/x?q=1")
    seen, told = done.stdout.strip().split("\n\n")
    assert json.loads(seen)["path"] == "/echo/x?q=1", done.stdout
    assert told.startswith("1 ") and told.endswith("/echo/x?q=1"), told


@check("curl follows a redirect from clear text to TLS")
def _(bed):
    done = bed.curl("-L", "-w", "\n%{num_redirects} %{url_effective} %{http_version}", PLAIN + "/secure")
    assert done.stdout.strip().split("\n\n")[1] == f"1 {SECURE}/echo 2", done.stdout


@check("every pairing of HTTP/1.1 and HTTP/2 with backends of HTTP/1.1, h2c and TLS works")
def _(bed):
    expected = {"load": "nginx http HTTP/1.1", "h2c": "nginx h2c HTTP/2.0", "tls": "nginx tls HTTP/"}
    for target in (("--http1.1", PLAIN), ("--http2-prior-knowledge", PLAIN), ("--http1.1", SECURE), ("--http2", SECURE)):
        for path, words in expected.items():
            done = bed.curl(target[0], f"{target[1]}/{path}")
            assert done.stdout.startswith(words), (target, path, done.stdout)
            assert path != "tls" or done.stdout.strip().endswith("backend.example.com"), done.stdout


@check("a backend that refuses connections is a 503 or 502 with its reason")
def _(bed):
    done = bed.curl("-D", "-", "-o", "/dev/null", "-w", "%{http_code}", PLAIN + "/closed")
    assert done.stdout[-3:] in ("502", "503"), done.stdout
    assert re.search(REASON + r": connect_failed", done.stdout, re.I), done.stdout


@check("a host that no route names is a 404 with its reason")
def _(bed):
    done = bed.curl("-D", "-", "-o", "/dev/null", "-H", "Host: nobody.example.org", PLAIN + "/")
    assert " 404" in done.stdout.splitlines()[0], done.stdout
    assert re.search(REASON + r": \w+", done.stdout, re.I), done.stdout


@check("nghttp multiplexes 30 requests on one connection, in clear text and over TLS")
def _(bed):
    for address in (f"http://{ADDRESS}:{PORT}", f"https://{ADDRESS}:{TLS_PORT}"):
        # the host comes by a header field: nghttp knows no way to lead a name elsewhere; its SNI follows :authority
        done = bed.run("nghttp", "-nsy", "-m", 30, "-H", f":authority: {HOST}", f"{address}/delay/0.2")
        statuses = re.findall(r"\s(\d{3})\s+\d+ /delay", done.stdout)
        assert statuses == ["200"] * 30, (address, statuses, done.stdout[-800:], done.stderr[-300:])


@check("nghttp waits for nothing: slow answers overlap on one connection")
def _(bed):
    done = bed.run("curl", "-sS", "-o", "/dev/null", "-w", "%{time_total}", "-H", f"Host: {HOST}", f"http://{ADDRESS}:{PORT}/delay/1")
    one = float(done.stdout)
    began = time.monotonic()
    bed.run("nghttp", "-ny", "-m", 20, "-H", f":authority: {HOST}", f"http://{ADDRESS}:{PORT}/delay/1")
    took = time.monotonic() - began
    bed.note(f"20 of {one:.1f} s in {took:.1f} s")
    assert took < 10 * one, f"20 streams took {took:.1f} s, one takes {one:.1f} s"
