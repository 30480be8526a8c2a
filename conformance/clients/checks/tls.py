"""openssl s_client and curl: SNI, versions, client certificates, hosts that do not fit the handshake."""

import re

from checks import check
from checks.bed import ADDRESS, MUTUAL_PORT, TLS_PORT

ANY = "%{http_code}"


def s_client(bed, port, *arguments):
    """The handshake, and one request in it."""
    request = b"GET /echo HTTP/1.1\r\nHost: one.example.com\r\nConnection: close\r\n\r\n"
    done = bed.run(
        "openssl", "s_client", "-connect", f"{ADDRESS}:{port}", "-CAfile", "servers-ca.crt", "-ign_eof", *arguments,
        stdin=request, ok=False)
    return done.stdout + done.stderr


def subject(text):
    found = re.search(r"subject=.*?CN\s*=\s*(\S+)", text)
    return found and found.group(1)


@check("SNI chooses between two certificates")
def _(bed):
    for name in ("one.example.com", "two.example.com"):
        told = s_client(bed, TLS_PORT, "-servername", name)
        assert subject(told) == name and "Verify return code: 0 (ok)" in told, told[-1500:]


@check("a name that no listener serves, or none at all, gets no certificate")
def _(bed):
    for arguments in (["-servername", "three.example.com"], ["-noservername"]):
        told = s_client(bed, TLS_PORT, *arguments)
        assert "no peer certificate available" in told, (arguments, told[-1500:])


@check("TLS 1.2 and 1.3 are spoken, 1.1 is refused")
def _(bed):
    for version, expected in (("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")):
        told = s_client(bed, TLS_PORT, "-servername", "one.example.com", version)
        assert f"New, {expected}" in told and "HTTP/1.1 200" in told, told[-1500:]
    told = s_client(bed, TLS_PORT, "-servername", "one.example.com", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    assert "no peer certificate available" in told, told[-1500:]


@check("ALPN offers h2 and http/1.1, and h2 wins")
def _(bed):
    for offered, expected in (("h2,http/1.1", "h2"), ("http/1.1", "http/1.1")):
        told = s_client(bed, TLS_PORT, "-servername", "one.example.com", "-alpn", offered)
        assert f"ALPN protocol: {expected}" in told, told[-1500:]


@check("a host of another certificate on this connection is 421")
def _(bed):
    for version in ("--http1.1", "--http2"):
        done = bed.curl(version, "-o", "/dev/null", "-w", ANY, "-H", "Host: two.example.com", "https://one.example.com/echo")
        assert done.stdout == "421", done.stdout


@check("a port that asks for a client certificate refuses a client without one")
def _(bed):
    for version in ("-tls1_2", "-tls1_3"):
        told = s_client(bed, MUTUAL_PORT, "-servername", "one.example.com", version)
        assert "HTTP/1.1" not in told and "alert" in told, told[-1500:]


@check("a port that asks for a client certificate serves a client that has one")
def _(bed):
    for version in ("--http1.1", "--http2"):
        done = bed.curl(version, "--cert", "client.crt", "--key", "client.key", "-o", "/dev/null", "-w", ANY, "https://one.example.com:8443/echo")
        assert done.stdout == "200", done.stdout


@check("a port that asks for a client certificate refuses that of a stranger")
def _(bed):
    done = bed.curl("--cert", "stranger.crt", "--key", "stranger.key", "-w", ANY, "https://one.example.com:8443/echo", ok=False)
    assert done.returncode != 0 and done.stdout == "000", (done.returncode, done.stdout)
