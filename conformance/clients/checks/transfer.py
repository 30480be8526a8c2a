"""Big bodies: the gateway holds a bounded piece of them, whatever their size and whoever is slow."""

import json
import subprocess
import time
import zlib

from checks import check
from checks.bed import HOST, wait

GIGABYTE = 1 << 30
GROWTH = 150
PLAIN, SECURE = f"http://{HOST}", f"https://{HOST}"


def download(bed, *arguments):
    with bed.bounded_rss(GROWTH):
        began = time.monotonic()
        done = bed.curl("-o", "/dev/null", "-w", "%{http_code} %{size_download}", *arguments, seconds=180)
        bed.note(f"{GIGABYTE / 1e6 / (time.monotonic() - began):.0f} MB/s")
    assert done.stdout == f"200 {GIGABYTE}", done.stdout


def upload(bed, *arguments):
    """Zeros, from a sparse file: no disk is filled."""
    body = bed.work / "zeros"
    with open(body, "wb") as file:
        file.truncate(GIGABYTE)
    with bed.bounded_rss(GROWTH):
        began = time.monotonic()
        done = bed.curl("-H", "Expect:", *arguments, seconds=180)
        bed.note(f"{GIGABYTE / 1e6 / (time.monotonic() - began):.0f} MB/s")
    body.unlink()
    seen = json.loads(done.stdout)
    assert seen["bytes"] == GIGABYTE and seen["crc"] == ZEROS_CRC, seen
    return seen


def zeros_crc():
    block, crc = bytes(1 << 20), 0
    for _ in range(1 << 10):
        crc = zlib.crc32(block, crc)
    return crc


ZEROS_CRC = zeros_crc()


@check("1 GB comes down over HTTP/1.1 in bounded memory")
def _(bed):
    download(bed, "--http1.1", f"{PLAIN}/big?bytes={GIGABYTE}")


@check("1 GB comes down over HTTP/2 and TLS in bounded memory")
def _(bed):
    download(bed, "--http2", f"{SECURE}/big?bytes={GIGABYTE}")


@check("1 GB goes up over HTTP/1.1 in bounded memory, its length told")
def _(bed):
    assert upload(bed, "--http1.1", "-T", "zeros", f"{PLAIN}/upload")["framing"] == "length"


@check("1 GB goes up over HTTP/1.1 in bounded memory, in chunks")
def _(bed):
    upload(bed, "--http1.1", "-H", "Transfer-Encoding: chunked", "-T", "zeros", f"{PLAIN}/upload")


@check("1 GB goes up over HTTP/2 and TLS in bounded memory")
def _(bed):
    upload(bed, "--http2", "-T", "zeros", f"{SECURE}/upload")


@check("a client that reads slowly stops the backend, not the memory")
def _(bed):
    for target in ("--http1.1", PLAIN), ("--http2-prior-knowledge", PLAIN), ("--http2", SECURE):
        with bed.bounded_rss(60):
            slow = subprocess.Popen(
                ["curl", "-sS", target[0], "--limit-rate", "200k", "--max-time", "60", "-o", "/dev/null", "--cacert",
                 "servers-ca.crt", "--connect-to", "one.example.com:80:127.0.9.1:18080", "--connect-to",
                 "one.example.com:443:127.0.9.1:18443", f"{target[1]}/big?bytes={GIGABYTE}"],
                cwd=bed.work, stderr=subprocess.DEVNULL)
            try:
                # still when two looks, half a second apart, see nearly the same: no time is given, the state is
                seen = [0, 1 << 40]

                def still():
                    time.sleep(0.5)
                    seen.append(json.loads(bed.curl(f"{PLAIN}/sent").stdout)["sent"])
                    return 0 < seen[-1] == seen[-2] or seen[-1] - seen[-2] < 400_000 and seen[-2] > 0

                wait("the backend stops sending", still)
            finally:
                slow.kill()
                slow.wait()
        bed.note(f"{seen[-1] / 1e6:.1f} MB left the backend")
        assert seen[-1] < 64 << 20, f"{target}: the backend could send {seen[-1]} bytes to a client that hardly reads"
