"""HTTP, TLS and made-up protocols on ports that belong to others."""
from collections.abc import Callable

from engine import addresses as at
from engine.declaration import malicious
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import CURL, bad_certificate, web

FOUND = ["nonstandard_port medium T1571"]
TIMES = {"seconds": 65}


def http(port: int, host: str = at.BAD_NAME) -> Callable[[Network], None]:
    def play(net: Network) -> None:
        web(net.inet, at.BAD, port, options="--body html")
        net.c1.every(2.5, 0.2, 18, lambda n, token: f"{CURL} http://{host}:{port}/s/{token}")

    return play


def tls(port: int) -> Callable[[Network], None]:
    def play(net: Network) -> None:
        web(net.inet, at.BAD, port, bad_certificate(net), "--body base64")
        net.c1.every(2.5, 0.2, 18, lambda n, token: f"{CURL} https://{at.BAD_NAME}:{port}/api/{token}")

    return play


malicious("http-port-4444", "T1571 T1071.001", tools="curl", talks=f"c1>{at.BAD}:4444/tcp", expects=["medium", "nonstandard_port T1571"], about="HTTP on tcp/4444", **TIMES)(http(4444))
for number in (53, 80):
    malicious(f"tls-port-{number}", "T1571 T1573.002", tools="curl openssl", talks=f"c1>{at.BAD}:{number}/tcp", expects=FOUND, about=f"TLS on tcp/{number}", **TIMES)(tls(number))
malicious("http-port-443-plain", "T1571 T1071.001", tools="curl", talks=f"c1>{at.BAD}:443/tcp", expects=FOUND, about="plain HTTP on tcp/443, to a bare address", **TIMES)(http(443, at.BAD))


@malicious("tls-port-4444", "T1571 T1573.002", tools="curl openssl", talks=f"c1>{at.BAD}:4444/tcp", expects=["T1571"], **TIMES)
def tls_4444(net: Network) -> None:
    """TLS on tcp/4444 with a certificate made of openssl's defaults, to a bare address"""
    web(net.inet, at.BAD, 4444, net.material.self_signed("/C=US/ST=Some-State/O=Internet Widgits Pty Ltd"), "--body base64")
    net.c1.every(2.5, 0.2, 18, lambda n, token: f"{CURL} -k https://{at.BAD}:4444/{token}")


@malicious("dns-port-not-dns-tcp", "T1571 T1095", tools="socat", talks=f"c1>{at.BAD}:53/tcp", expects=["T1571"], **TIMES)
def raw_on_53(net: Network) -> None:
    """random bytes both ways on tcp/53"""
    net.inet.start(f"socat TCP-LISTEN:53,bind={at.BAD},fork,reuseaddr EXEC:/bin/cat", listens="53/tcp")
    net.c1.run(f"python3 {TOOLS}/heartbeat.py {at.BAD} 53 --bytes 48 --times 20 --every 2.5 --jitter 0.4")


@malicious("proto-fake-tls", "T1001.003 T1095", tools="socat", talks=f"c1>{at.BAD}:443/tcp", expects=["medium"], **TIMES)
def fake_tls(net: Network) -> None:
    """what begins like a TLS handshake on 443 and goes on as records of anything"""
    net.inet.start(f"socat TCP-LISTEN:443,bind={at.BAD},fork,reuseaddr EXEC:/bin/cat", listens="443/tcp")
    net.c1.run(f"for i in 1 2 3 4; do python3 {TOOLS}/heartbeat.py {at.BAD} 443 --start tls --bytes 40 --times 6 --every 1.5 --jitter 0.6; sleep 2; done")


@malicious("proto-fake-http", "T1001.003 T1095", tools="socat", talks=f"c1>{at.BAD}:80/tcp", expects=["low"], **TIMES)
def fake_http(net: Network) -> None:
    """the first line of a browser's request on 80, then a binary stream"""
    net.inet.start(f"socat TCP-LISTEN:80,bind={at.BAD},fork,reuseaddr EXEC:/bin/cat", listens="80/tcp")
    net.c1.run(f"python3 {TOOLS}/heartbeat.py {at.BAD} 80 --start http --bytes 40 --times 20 --every 2 --jitter 0.7")
