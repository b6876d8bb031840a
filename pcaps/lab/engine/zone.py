"""The names of the lab's internet: one root zone, made from a seed, so that every run asks and gets the same."""
from __future__ import annotations

import base64
import random
from collections.abc import Iterable

from engine import addresses as at

NSD_CONFIG = """server:
 ip-address: {address}@5300
 username: ""
 zonesdir: "{folder}"
 database: ""
 zonelistfile: "/tmp/zonelist"
 xfrdfile: "/tmp/xfrd"
 xfrdir: "/tmp"
 pidfile: "/tmp/nsd.pid"
 server-count: 1
remote-control:
 control-enable: no
zone:
 name: "."
 zonefile: "root.zone"
"""
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def cdn_names() -> list[str]:
    """Host names as content networks have them: long, random-looking, behind chains of aliases."""
    draw = random.Random("cdn")

    def word(length: int) -> str:
        return "".join(draw.choice(LETTERS) for _ in range(length))

    return [f"assets-{i}.shop{i % 7}.test" for i in range(60)] + [f"r{i % 9 + 1}---sn-{word(8)}-{word(4)}.gvt-like.bluecdn.test" for i in range(60)]


def _content_network() -> Iterable[str]:
    draw = random.Random("edges")
    for i, name in enumerate(cdn_names()):
        if name.startswith("assets"):
            edge = "".join(draw.choice(LETTERS) for _ in range(13)) + ".edge.bluecdn.test"
            target = f"e{draw.randrange(1000, 9999)}.dsc{draw.choice('abcdefg')}.{i}.bluecdn.test"
            yield from (f"{name}. 300 IN CNAME {edge}.", f"{edge}. 60 IN CNAME {target}.", f"{target}. 20 IN A {at.OK}.{60 + i % 30}")
        else:
            yield f"{name}. 300 IN A {at.OK}.{100 + i % 40}"


def _mail_policy() -> Iterable[str]:
    draw = random.Random("keys")
    for domain in ("postal", "northwind", "daily"):
        yield f'{domain}.test. 300 IN TXT "v=spf1 ip4:{at.OK}.0/24 include:_spf.postal.test -all"'
        yield f'_dmarc.{domain}.test. 300 IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@{domain}.test"'
        yield f"{domain}.test. 300 IN MX 10 mail.postal.test."
        key = "v=DKIM1; k=rsa; p=" + base64.b64encode(draw.randbytes(294)).decode()
        for selector in ("sel1", "s2025", "k1"):
            yield f"{selector}._domainkey.{domain}.test. 300 IN TXT " + " ".join(f'"{key[i : i + 250]}"' for i in range(0, len(key), 250))
    yield f'_spf.postal.test. 300 IN TXT "v=spf1 ip4:{at.OK}.25 -all"'
    yield f'_acme-challenge.www.northwind.test. 60 IN TXT "{base64.urlsafe_b64encode(draw.randbytes(32)).decode().rstrip("=")}"'
    yield "_imaps._tcp.postal.test. 300 IN SRV 0 1 993 imap.postal.test."


def _directory() -> Iterable[str]:
    """What clients of a directory service ask for, and reverse names."""
    for service, port in (("_ldap._tcp", 389), ("_kerberos._udp", 88), ("_kerberos._tcp", 88), ("_gc._tcp", 3268), ("_sip._tls", 443)):
        for host in (1, 2):
            yield f"{service}.corp.northwind.test. 300 IN SRV 0 100 {port} dc{host}.corp.northwind.test."
    for i in range(40):
        yield f"host{i}.corp.northwind.test. 300 IN A {at.OK}.{200 + i % 50}"
    yield from (f"dc{host}.corp.northwind.test. 300 IN A {at.SERVER}" for host in (1, 2))
    yield from (f"{i}.100.51.198.in-addr.arpa. 300 IN PTR host{i}.northwind.test." for i in range(1, 256, 2))


def root(more: Iterable[str]) -> str:
    """The zone file. @p more are lines of a scenario's own."""
    draw = random.Random("sites")
    lines = [". 300 IN SOA ns1.test. hostmaster.test. 2025010101 3600 600 86400 60", ". 300 IN NS ns1.test.", f"ns1.test. 300 IN A {at.ROOT_NS}"]
    lines += [f"{name}. {draw.choice([60, 120, 300, 600])} IN A {at.OK}.{last}" for name, last in at.SITES.items()]
    lines += [f"{at.BAD_NAME}. 60 IN A {at.BAD}", f"{at.BAD2_NAME}. 60 IN A {at.BAD2}", "www.northwind.test. 300 IN AAAA 2001:db8:100::10"]
    lines += [*_content_network(), *_mail_policy(), *_directory(), *more]
    return "\n".join(lines) + "\n"
