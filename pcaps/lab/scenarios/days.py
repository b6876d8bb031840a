"""Days, which no lab can wait for: packets written by a program, to test the logic of time and nothing else."""
import pathlib
import random

from engine import capture
from engine.declaration import benign, malicious
from engine.written import HOUR, Written

DAY = 24 * HOUR
C2 = "203.0.113.66"


def beats(name: str, first: float, last: float, period: float, jitter: float) -> list[float]:
    draw, times, now = random.Random(name), list[float](), first
    while now < last:
        times.append(now)
        now += period * (1 + draw.uniform(-jitter, jitter))
    return times


@malicious("synthetic-http-7d-1h-j20", "T1071.001 T1029", tools="python3", synthetic=True, expects=["beacon T1071.001"])
def week(target: pathlib.Path) -> None:
    """7 days of an HTTP beat each hour, jitter 20 %"""
    out = Written("week")
    for time in beats("week", 0, 7 * DAY, HOUR, 0.2):
        out.http(time, C2, "portal.harborlight.test", f"/w/{out.token()}")
    capture.write(target, out.packets())


@malicious("synthetic-http-workhours-5d", "T1071.001 T1029", tools="python3", synthetic=True, expects=["beacon T1071.001"])
def office_hours(target: pathlib.Path) -> None:
    """5 days of beats in office hours only, every 20 min, jitter 30 %"""
    out = Written("office")
    for day in range(5):
        for time in beats(f"office{day}", day * DAY + 8 * HOUR, day * DAY + 18 * HOUR, HOUR / 3, 0.3):
            out.http(time, C2, "portal.harborlight.test", f"/w/{out.token()}")
    capture.write(target, out.packets())


@malicious("synthetic-dns-3d-4h-burst", "T1071.004 T1029", tools="python3", synthetic=True, expects=["T1071.004"])
def bursts(target: pathlib.Path) -> None:
    """3 days of three TXT look-ups each 4 h"""
    out = Written("bursts")
    for time in beats("bursts", 0, 3 * DAY, 4 * HOUR, 0.1):
        for i in range(3):
            out.txt(time + 2.5 * i, f"{out.token()}.t.quartzfalls.test", out.token() * 6)
    capture.write(target, out.packets())


@benign("synthetic-ntp-3d-1024s", tools="python3", synthetic=True)
def ntp(target: pathlib.Path) -> None:
    """3 days of NTP with three servers, every 1024 s"""
    out = Written("ntp")
    for server in ("198.51.100.21", "198.51.100.22", "198.51.100.23"):
        for time in beats(server, int(server[-1]) * 97, 3 * DAY, 1024, 0.01):
            out.udp(time, server, 123, b"\x23" + bytes(47), b"\x24\x02\x00\xec" + bytes(44))
    capture.write(target, out.packets())


@benign("synthetic-update-check-7d", tools="python3", synthetic=True)
def updates(target: pathlib.Path) -> None:
    """7 days of a package manager's update checks, four a day, half an hour around the full one"""
    out, draw = Written("updates"), random.Random("updates")
    for day in range(7):
        for hour in (9, 12, 15, 18):
            out.http(day * DAY + hour * HOUR + draw.uniform(-1800, 1800), "198.51.100.12", "mirror.distro.test", "/dists/stable/InRelease", "Debian APT-HTTP/1.3 (2.6.1)", b"")
    capture.write(target, out.packets())
