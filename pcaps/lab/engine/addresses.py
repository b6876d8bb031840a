"""Who is where. Addresses of the documentation and benchmark ranges stand for the internet (RFC 5737, RFC 2544, RFC 3849)."""

LAN = "10.10.1"
GATEWAY = f"{LAN}.1"  # router, resolver, DHCP server
SERVER = f"{LAN}.5"  # the site's own server
CLIENTS = {"c1": f"{LAN}.21", "c2": f"{LAN}.22", "c3": f"{LAN}.23"}
C1, C2, C3 = CLIENTS.values()
HOST_NAMES = {"c1": "ws-anna", "c2": "ws-boris", "c3": "ws-chloe", "srv": "nas01", "gw": "gw", "inet": "inet"}

# The other side. BAD is the team server, BAD2 a second one, BAD_NS the name server of its zone.
BAD, BAD2, BAD_NS = "203.0.113.66", "203.0.113.140", "203.0.113.53"
BAD_NAME, BAD2_NAME = "portal.harborlight.test", "cdn3.quietriver.test"
ZONE = "t.quartzfalls.test"  # delegated to BAD_NS
FLUX_ZONE = "ff.quartzfalls.test"  # delegated to BAD_NS as well

# Everybody else on the internet: OK.N.
OK = "198.51.100"
ROOT_NS = f"{OK}.53"
SITES = {
    "www.northwind.test": 10, "api.northwind.test": 10, "static.northwind.test": 11, "mirror.distro.test": 12, "news.daily.test": 13,
    "feeds.daily.test": 13, "vpn.northwind.test": 14, "ntp1.pool.test": 21, "ntp2.pool.test": 22, "ntp3.pool.test": 23,
    "mail.postal.test": 25, "imap.postal.test": 25, "git.forge.test": 30, "backup.vault.test": 31, "video.stream.test": 32, "ws.chat.test": 33,
    "mqtt.homehub.test": 34, "paste.snips.test": 35, "telemetry.vendor.test": 36, "dns.resolver.test": 38, "irc.openchat.test": 39,
    "front.bluecdn.test": 40, "captive.vendor.test": 41, "syslog.siem.test": 42, "files.share.test": 43, "status.vendor.test": 44,
}  # fmt: skip

# IPv6, for the scenarios that ask for it.
LAN6, BAD6 = "fd10:1", "2001:db8:bad::66"


def site(name: str) -> str:
    """The address of one of SITES."""
    return f"{OK}.{SITES[name]}"
