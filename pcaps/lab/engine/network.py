"""The network of one run: hosts on a bridge, a gateway, the internet behind it, and the mirror port.

  c1 c2 c3 srv ──┐
                 br0 ──── gw ═══ wan.py ═══ inet        gw: router, resolver (dnsmasq), DHCP       inet: every address of the internet
                  │                                    wan.py: delay and jitter of a real line
               mirror (tcpdump)

It is made inside the namespaces of engine.inside and has no way out of them: no interface of the machine is in it.
"""
from __future__ import annotations

import pathlib
import subprocess
import time
from collections.abc import Mapping
from typing import Any

from engine import addresses as at
from engine import zone
from engine.hosts import TOOLS, Host, Program
from engine.journal import Journal
from engine.material import Material

NO_OFFLOAD = "tx off sg off tso off gso off gro off"  # what the mirror sees are packets of the wire, with checksums
HOPS_AWAY = 53  # initial TTL of the internet's hosts: answers arrive with about the TTL of real ones
INTERNET = ("203.0.113.0/24", f"{at.OK}.0/24", "198.18.0.0/15")


def _sh(command: str) -> None:
    subprocess.run(["sh", "-ec", command], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


class Network:
    """Hosts by name as attributes: net.c1, net.inet … @p options are those of the declaration."""

    inet: Host
    gw: Host
    c1: Host
    c2: Host
    c3: Host
    srv: Host

    def __init__(self, hosts: tuple[str, ...], work: pathlib.Path, journal: Journal, options: Mapping[str, Any]) -> None:
        self.work, self.journal, self._options = work, journal, options
        self.material = Material(work)
        self.hosts: dict[str, Host] = {}
        _sh("ip link set lo up; sysctl -qw net.ipv6.conf.default.disable_ipv6=1; ip link add br0 type bridge stp_state 0 mcast_snooping 0 forward_delay 0")
        _sh("ip link set br0 promisc on up")
        self._host("gw")
        self._host("inet")
        self._plug("gw", at.GATEWAY, "52:54:00:00:00:01")
        for name in hosts:
            self._host(name)
            self._plug(name, at.CLIENTS.get(name, at.SERVER if name == "srv" else ""), f"52:54:00:1a:2b:{sum(name.encode()) % 256:02x}")
        self._wide_area()
        self._names()

    def __getattr__(self, name: str) -> Host:
        if name in self.__dict__.get("hosts", {}):
            return self.hosts[name]
        raise AttributeError(f"no host {name}: the declaration's hosts do not name it")

    def _host(self, name: str) -> None:
        options = {"ipv6": bool(self._options.get("ipv6")), "timestamps": self._options.get("timestamps", True)}
        self.hosts[name] = Host(name, at.HOST_NAMES.get(name, f"ws-{name}"), at.GATEWAY, self.work, self.journal, **options)

    def _plug(self, name: str, address: str, mac: str) -> None:
        host = self.hosts[name]
        _sh(f"ip link add p-{name} type veth peer name eth0 netns {host.pid}; ip link set p-{name} master br0 up; ethtool -K p-{name} {NO_OFFLOAD} >/dev/null 2>&1")
        host.quietly(f"ip link set eth0 address {mac}; ethtool -K eth0 {NO_OFFLOAD}; ip link set eth0 up")
        if address:
            host.quietly(f"ip addr add {address}/24 dev eth0")
            if name != "gw":  # a tunnel's inner addresses must never leave in clear when the tunnel is down
                host.quietly(f"ip route add default via {at.GATEWAY}; ip route add blackhole 10.0.0.0/8")

    def _wide_area(self) -> None:
        delay = self._options.get("delay_ms", 11)
        wan = ["/usr/bin/python3", str(TOOLS / "wan.py"), f"{self.gw.pid}", f"{self.inet.pid}", "--delay-ms", f"{delay}", "--jitter-ms", "3"]
        subprocess.Popen(wan, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(self.work / "log-wan").open("wb"))
        for host in (self.gw, self.inet):
            host.wait_for_device("wan0")
        self.gw.quietly("ip link set wan0 up; ip addr add 192.0.2.1/30 dev wan0; ip route add default dev wan0; sysctl -qw net.ipv4.ip_forward=1 "
                        "net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0")  # fmt: skip
        routes = "; ".join(f"ip route add local {net} dev lo" for net in INTERNET)
        self.inet.quietly(f"for a in {at.BAD} {at.BAD2} {at.BAD_NS} {at.OK}.1; do ip addr add $a/32 dev lo; done; {routes}; ip link set wan0 up; "
                          f"ip route add {at.LAN}.0/24 dev wan0 src {at.BAD}; ip route add 192.0.2.0/30 dev wan0 src {at.ROOT_NS}; "
                          f"sysctl -qw net.ipv4.ip_default_ttl={HOPS_AWAY} net.ipv4.ip_nonlocal_bind=1")  # fmt: skip
        if self._options.get("ipv6"):
            self.c1.quietly(f"ip -6 addr add {at.LAN6}::21/64 dev eth0 nodad; ip -6 route add default via {at.LAN6}::1")
            self.gw.quietly(f"sysctl -qw net.ipv6.conf.all.forwarding=1; ip -6 addr add {at.LAN6}::1/64 dev eth0 nodad; "
                            "ip -6 addr add 2001:db8:ffff::1/64 dev wan0 nodad; ip -6 route add 2001:db8::/32 dev wan0")  # fmt: skip
            self.inet.quietly(f"ip -6 route add local 2001:db8:bad::/48 dev lo; ip -6 route add {at.LAN6}::/64 dev wan0; sysctl -qw net.ipv6.ip_nonlocal_bind=1")

    def _names(self) -> None:
        """An authoritative server for everything that is static, and the site's resolver, which asks it and the delegated zones' servers."""
        (self.work / "root.zone").write_text(zone.root(self._options.get("names", ())))
        self.path("nsd.conf", zone.NSD_CONFIG.format(address=at.ROOT_NS, folder=self.work))
        self.inet.start(f"nsd -d -c {self.work}/nsd.conf", listens="5300/udp", note=False)
        delegated = [at.ZONE, at.FLUX_ZONE, *self._options.get("delegated", ())]
        self.gw.start("dnsmasq -k --no-resolv --no-hosts --user=root --pid-file=/tmp/dnsmasq.pid --bind-interfaces --interface=eth0 --cache-size=2000 "
                      f"--edns-packet-max=1232 --log-facility=/tmp/dnsmasq.log --server={at.ROOT_NS}#5300 "
                      f"{' '.join(f'--server=/{name}/{at.BAD_NS}' for name in delegated)} {self._options.get('dnsmasq', '')}",
                      listens="53/udp", note=False)  # fmt: skip

    def path(self, name: str, text: str) -> str:
        """Writes a file that all hosts see, and returns its path."""
        file = self.work / name
        file.write_text(text)
        return str(file)

    def sleep(self, seconds: float) -> None:
        """Lets packet time pass."""
        time.sleep(seconds)


class Mirror:
    """tcpdump on the bridge: a context manager around what shall be recorded."""

    def __init__(self, capture: pathlib.Path) -> None:
        self._capture = capture

    def __enter__(self) -> Mirror:
        words = ["tcpdump", "-i", "br0", "-s", "0", "-B", "16384", "-U", "--immediate-mode", "-n", "-Z", "root", "-w", str(self._capture)]
        log = self._capture.with_suffix(".log")
        self._tcpdump = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=log.open("wb"))
        for _ in range(200):
            if b"listening on" in log.read_bytes():
                break
            time.sleep(0.05)
        time.sleep(0.2)
        return self

    def __exit__(self, *_: object) -> None:
        time.sleep(0.6)  # what is on its way
        self._tcpdump.terminate()
        self._tcpdump.wait(10)


__all__ = ["Mirror", "Network", "Program"]
