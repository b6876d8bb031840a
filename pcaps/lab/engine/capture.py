"""Reads and rewrites classic pcap files: who talked to whom, and a clock that runs slower."""
from __future__ import annotations

import pathlib
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

MAGIC = 0xA1B2C3D4
HEADER, RECORD = struct.Struct("<IHHiIII"), struct.Struct("<IIII")
TRANSPORTS = {6: "tcp", 17: "udp", 1: "icmp", 58: "icmp6"}
ETHERNET, IPV4, IPV6 = 1, 0x0800, 0x86DD


def records(path: pathlib.Path) -> Iterator[tuple[float, bytes]]:
    """Time and bytes of each packet. Raises ValueError for anything but a little-endian pcap with microseconds."""
    data = path.read_bytes()
    if len(data) < HEADER.size or HEADER.unpack_from(data)[0] != MAGIC:
        raise ValueError(f"{path}: no capture as tcpdump writes it here")
    at = HEADER.size
    while at + RECORD.size <= len(data):
        seconds, micros, kept, _ = RECORD.unpack_from(data, at)
        yield seconds + micros / 1e6, data[at + RECORD.size : at + RECORD.size + kept]
        at += RECORD.size + kept


def write(path: pathlib.Path, packets: Iterator[tuple[float, bytes]] | list[tuple[float, bytes]]) -> None:
    """Writes @p packets (time, bytes of an Ethernet frame) in the order given."""
    with path.open("wb") as f:
        f.write(HEADER.pack(MAGIC, 2, 4, 0, 0, 262144, ETHERNET))
        for time, data in packets:
            f.write(RECORD.pack(int(time), int(time % 1 * 1e6), len(data), len(data)) + data)


def stretch(source: pathlib.Path, target: pathlib.Path, factor: float, gap: float) -> None:
    """Multiplies idle time by @p factor: packets closer than @p gap seconds are a burst; each burst starts later, inside it nothing changes."""
    out: list[tuple[float, bytes]] = []
    first = last = start = previous = -1.0
    for time, data in records(source):
        if first < 0:
            first = start = time
        elif time - last > gap:
            start = time
        last = time
        previous = max(previous, first + factor * (start - first) + (time - start))
        out.append((previous, data))
    write(target, out)


@dataclass
class Summary:
    """What a capture holds. `talks` counts conversations as CLIENT>SERVER:PORT/TRANSPORT, the client being who spoke first."""

    packets: int = 0
    size: int = 0
    seconds: float = 0.0
    talks: Counter[str] = field(default_factory=Counter)
    answered: set[str] = field(default_factory=set)

    def endpoints(self, most: int = 6) -> str:
        """The busiest conversations, for the index."""
        shown = " ".join(talk if count == 1 else f"{talk} x{count}" for talk, count in self.talks.most_common(most))
        return shown + (f" +{len(self.talks) - most} more" if len(self.talks) > most else "")


def _ends(frame: bytes) -> tuple[str, str, int, int, str] | None:
    """Source, destination, their ports (0 without) and transport; None for what is not IP."""
    kind = int.from_bytes(frame[12:14], "big")
    if kind == IPV4 and len(frame) >= 34:
        start, number = 14 + (frame[14] & 15) * 4, frame[23]
        source, target = socket.inet_ntoa(frame[26:30]), socket.inet_ntoa(frame[30:34])
        if int.from_bytes(frame[20:22], "big") & 0x1FFF:
            return None  # a later fragment
    elif kind == IPV6 and len(frame) >= 54:
        start, number = 54, frame[20]
        source, target = socket.inet_ntop(socket.AF_INET6, frame[22:38]), socket.inet_ntop(socket.AF_INET6, frame[38:54])
    else:
        return None
    transport = TRANSPORTS.get(number, f"ip{number}")
    ports = struct.unpack_from("!HH", frame, start) if transport in ("tcp", "udp") and len(frame) >= start + 4 else (0, 0)
    return source, target, ports[0], ports[1], transport


def summarize(path: pathlib.Path) -> Summary:
    """Counts packets and conversations."""
    found, seen, first = Summary(size=path.stat().st_size), dict[tuple[str, int, str, int, str], str](), 0.0
    for time, frame in records(path):
        found.packets += 1
        first = first or time
        found.seconds = time - first
        ends = _ends(frame)
        if ends is None:
            continue
        source, target, sport, dport, transport = ends
        if talk := seen.get((target, dport, source, sport, transport)):
            found.answered.add(talk)
        elif (source, sport, target, dport, transport) not in seen:
            talk = f"{source}>{target}" + (f":{dport}" if dport else "") + f"/{transport}"
            seen[(source, sport, target, dport, transport)] = talk
            found.talks[talk] += 1
    return found
