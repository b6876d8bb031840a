"""Ordinary traffic that resembles channels in DNS and ICMP, and rhythms that resemble beacons: look-ups, pings, clocks."""
import hashlib
import random

from engine import addresses as at
from engine import zone
from engine.declaration import benign
from engine.network import Network
from engine.services import CURL, name_server, nginx, ntp_client, ntp_servers, secure_resolver

RESOLVER = "c1>gw:53/udp"
DIG = "dig +short +tries=1"


@benign("dns-cdn-names", tools="bind9-dnsutils", talks=RESOLVER, seconds=60)
def cdn(net: Network) -> None:
    """a content network's names: long, random-looking, behind chains of aliases, short-lived"""
    names = random.Random("order").sample(zone.cdn_names(), 70)
    net.c1.every(0.5, 0.9, 70, lambda n, _: f"{DIG} A {names[n]}" + (f"; {DIG} AAAA {names[n]}" if n % 2 else ""))


@benign("dns-dnsbl", tools="bind9-dnsutils", talks="srv>gw:53/udp", hosts="srv", delegated=("zen.dnsbl.test", "bl.spamlist.test"), seconds=70)
def block_lists(net: Network) -> None:
    """a mail server asks two block lists and for reverse names of who connects: reversed octets, many NXDOMAIN"""
    name_server(net, "zen.dnsbl.test=listed", "bl.spamlist.test=listed")
    draw = random.Random("visitors")

    def ask(_: int, token: str) -> str:
        a, b = draw.randrange(255), draw.randrange(255)
        return f"{DIG} A {a}.{b}.51.198.zen.dnsbl.test; {DIG} A {a}.{b}.51.198.bl.spamlist.test; {DIG} -x 198.51.{b}.{a}"

    net.srv.every(1.2, 0.6, 35, ask)


@benign("dns-av-lookup", tools="bind9-dnsutils", talks=RESOLVER, delegated=("avqs.avvendor.test",), seconds=60)
def reputation(net: Network) -> None:
    """an anti-virus program asks for the reputation of files: long hexadecimal labels, answers 127.0.0.x"""
    name_server(net, "avqs.avvendor.test=listed")
    sums = [hashlib.sha1(bytes([i])).hexdigest() for i in range(50)]
    net.c1.every(0.6, 0.8, 50, lambda n, _: f"{DIG} A {sums[n][:26]}.{sums[n][26:]}.avqs.avvendor.test")


@benign("dns-spf-dkim", tools="bind9-dnsutils", talks="srv>gw:53/udp", hosts="srv", seconds=60)
def mail_policy(net: Network) -> None:
    """a mail server checks who may send: MX, SPF, DKIM and DMARC, long base64 in TXT, SRV"""
    kinds = ["MX {0}", "TXT {0}", "TXT _spf.postal.test", "TXT sel1._domainkey.{0}", "TXT s2025._domainkey.{0}", "TXT k1._domainkey.{0}", "TXT _dmarc.{0}"]
    domains = ["postal.test", "northwind.test", "daily.test"]
    net.srv.every(1.5, 0.6, 18, lambda n, _: "; ".join(f"{DIG} {kind.format(domains[n % 3])}" for kind in kinds))
    net.srv.run(f"{DIG} SRV _imaps._tcp.postal.test; {DIG} TXT _acme-challenge.www.northwind.test")


@benign("dns-search-nx", tools="bind9-dnsutils", talks=RESOLVER, seconds=60)
def search_list(net: Network) -> None:
    """noise of names that do not exist: search lists, wpad, a browser's random probes, typing errors"""
    probes = random.Random("probes")

    def word() -> str:
        return "".join(probes.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(10))

    net.c1.every(4, 0.5, 8, lambda n, _: "; ".join([f"{DIG} A {word()}; dig +search +short A {word()}" for _ in range(3)] + [
        f"{DIG} A wpad.corp.northwind.test", f"dig +search +short A printer{n}", "dig +search +short A fileserver", f"{DIG} A www.northwnd.test", f"{DIG} A www.northwind.test"]))  # fmt: skip


@benign("dns-ptr-sweep", tools="fping bind9-dnsutils", talks=RESOLVER, seconds=60)
def sweep(net: Network) -> None:
    """an inventory: reverse names of sixty addresses, then fping of forty"""
    net.c1.every(0.3, 0.2, 60, lambda n, _: f"{DIG} -x {at.OK}.{n + 1}")
    net.c1.run(f"fping -q -a -i 50 -g {at.OK}.1 {at.OK}.40")


@benign("dns-directory-srv", tools="bind9-dnsutils", talks=RESOLVER, seconds=60)
def directory(net: Network) -> None:
    """a workstation finds its directory service: SRV for LDAP, Kerberos, global catalogue, and their hosts"""
    services = ["_ldap._tcp", "_kerberos._udp", "_kerberos._tcp", "_gc._tcp", "_sip._tls"]
    net.c1.every(2, 0.7, 15, lambda n, _: f"{DIG} SRV {services[n % 5]}.corp.northwind.test; {DIG} A dc{n % 2 + 1}.corp.northwind.test")


@benign("dns-dnssec-checks", tools="bind9-dnsutils", talks=f"{RESOLVER} c1>gw:53/tcp", seconds=60)
def dnssec(net: Network) -> None:
    """an administrator looks at zones with dig: +dnssec, DNSKEY, DS, CAA, NAPTR, big TXT, once over TCP"""
    kinds = ["DNSKEY", "DS", "CAA", "NAPTR", "TXT", "SOA", "NS", "HTTPS", "SVCB", "TLSA"]
    net.c1.every(2, 0.6, 20, lambda n, _: f"dig +dnssec +tries=1 {kinds[n % 10]} northwind.test")
    net.c1.run("dig +tcp +tries=1 TXT sel1._domainkey.northwind.test")


@benign("dns-page-burst", tools="bind9-dnsutils", talks=RESOLVER, seconds=60)
def page_burst(net: Network) -> None:
    """six pages opened: each asks for a dozen names at once, A, AAAA and HTTPS"""
    names = zone.cdn_names()[:72]
    net.c1.every(6, 0.5, 6, lambda n, _: "; ".join(f"{DIG} {kind} {name} &" for name in names[12 * n : 12 * n + 12] for kind in ("A", "AAAA")).replace("&;", "&") + " wait", "uniform")


@benign("dns-short-ttl-failover", tools="bind9-dnsutils curl", talks=RESOLVER, delegated=("lb.northwind.test",), seconds=75)
def round_robin(net: Network) -> None:
    """a service behind a load balancer in DNS: two addresses of one pool, ttl 30, asked for before each call"""
    name_server(net, "lb.northwind.test=fixed:198.51.100.10")
    nginx(net, "www.northwind.test")
    net.c1.every(3, 0.6, 16, f"{DIG} A app.lb.northwind.test; {CURL} http://app.lb.northwind.test/index.html")


@benign("doh-sanctioned", tools="curl unbound", talks=f"c1>{at.OK}.38:443/tcp c1>{at.OK}.10:443/tcp", seconds=60)
def over_https(net: Network) -> None:
    """names over HTTPS at the sanctioned resolver, then browsing"""
    secure_resolver(net)
    nginx(net, "www.northwind.test")
    doh = f"--cacert {net.material.authority.crt} --doh-url https://dns.resolver.test/dns-query"
    net.c1.every(4, 0.6, 8, lambda n, _: f"{CURL} {doh} https://www.northwind.test/page{n}.html")


@benign("dot-sanctioned", tools="knot-dnsutils unbound", talks=f"c1>{at.OK}.38:853/tcp", seconds=60)
def over_tls(net: Network) -> None:
    """a stub resolver that asks the sanctioned resolver over TLS, several names a connection"""
    secure_resolver(net)
    names = [name for name in at.SITES for _ in range(2)]
    net.c1.every(5, 0.8, 8, lambda n, _: f"kdig +tls +keepopen @{at.OK}.38 A {names[4 * n]} A {names[4 * n + 1]} AAAA {names[4 * n + 2]} A {names[4 * n + 3]}")


# Echo


@benign("ping-monitor", tools="fping", talks=f"c1>{at.OK}.10/icmp c1>srv/icmp", hosts="c1 srv", seconds=80)
def monitor(net: Network) -> None:
    """monitoring: six hosts pinged every 5 s"""
    net.c1.run(f"fping -q -p 5000 -b 56 -c 13 {at.OK}.10 {at.OK}.21 {at.OK}.25 {at.OK}.30 {at.OK}.53 {at.SERVER}")


@benign("ping-pmtu", tools="iputils-ping", talks=f"c1>{at.OK}.10/icmp", seconds=50)
def pmtu(net: Network) -> None:
    """large pings: 1400 bytes and path-MTU probes with DF, then a flood of forty"""
    for words in (f"-s 1400 -c 12 {at.OK}.10", f"-s 1472 -c 4 {at.OK}.30", f"-s 1300 -i .5 -c 10 {at.OK}.25"):
        net.c1.run(f"ping -M do {words}")
    net.c1.run(f"ping -f -c 40 -s 1000 {at.OK}.10")


@benign("ping-gateway-watch", tools="iputils-ping", talks="c1>gw/icmp", seconds=60)
def gateway(net: Network) -> None:
    """somebody left `ping` running against the gateway"""
    net.c1.run("ping -c 45 10.10.1.1")


@benign("ping-sizes-sweep", tools="iputils-ping", talks=f"c1>{at.OK}.10/icmp", seconds=50)
def sizes(net: Network) -> None:
    """a link is measured: sizes from 64 to 1400 bytes, three pings each"""
    net.c1.every(1, 0.2, 12, lambda n, _: f"ping -i .3 -c 3 -s {64 + n * 121} {at.OK}.10")


@benign("traceroute-icmp-udp", tools="traceroute", talks=f"c1>{at.OK}.10/icmp", seconds=50)
def trace(net: Network) -> None:
    """traceroute with echo requests and with UDP to three hosts"""
    for last in (10, 25, 30):
        net.c1.run(f"traceroute -n -I -q 2 -m 4 -w 1 {at.OK}.{last}; traceroute -n -q 2 -m 4 -w 1 {at.OK}.{last}")


@benign("time-scaled-ping-6h", tools="iputils-ping", talks=f"c1>{at.OK}.10/icmp", stretch=60, seconds=260)
def uptime(net: Network) -> None:
    """an uptime check: one ping a nominal minute, 4 h"""
    net.c1.run(f"ping -i 1 -c 240 {at.OK}.10", seconds=400)


# Clocks


@benign("ntp-chrony-iburst", tools="chrony", talks=f"c1>{at.OK}.21:123/udp", seconds=100)
def chrony(net: Network) -> None:
    """chrony starts with iburst and goes on every 8 to 16 s"""
    ntp_servers(net)
    ntp_client(net, net.c1, "iburst minpoll 3 maxpoll 4")
    net.sleep(85)


@benign("ntp-one-shot", tools="chrony", talks=f"c1>{at.OK}.23:123/udp", seconds=70)
def one_shot(net: Network) -> None:
    """a device that sets its clock now and then: one query to each of three servers"""
    ntp_servers(net)
    config = net.path("one-shot.conf", "".join(f"server ntp{i}.pool.test iburst maxsamples 1\n" for i in (1, 2, 3)) + "cmdport 0\npidfile /tmp/chronyd.pid\n")
    net.c1.every(8, 0.3, 4, f"timeout 12 chronyd -x -Q -t 4 -u root -f {config}")


@benign("time-scaled-ntp-6h", tools="chrony", talks=f"c1>{at.OK}.21:123/udp", stretch=64, seconds=330)
def six_hours(net: Network) -> None:
    """chrony with three servers, nominal poll 64 s, 5 h"""
    ntp_servers(net)
    ntp_client(net, net.c1, "minpoll 0 maxpoll 0")
    net.sleep(300)
