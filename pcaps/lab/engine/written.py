"""Packets that a program writes: conversations between one client and servers, as Ethernet frames with times. For captures labelled synthetic."""
from __future__ import annotations

import random
import socket
import struct

HOUR = 3600.0
EPOCH = 1795392000.0  # any Monday will do; this one is in the captures since the first
CLIENT, RESOLVER = "10.10.1.21", "10.10.1.1"
CLIENT_MAC, GATEWAY_MAC = bytes.fromhex("5254001a2b21"), bytes.fromhex("525400000001")
SYN, FIN, ACK, PUSH = 2, 1, 16, 8
RTT = 0.024


def _sum(data: bytes) -> int:
    data += b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total >> 16) + (total & 0xFFFF)
    return ~total & 0xFFFF


class Written:
    """Collects packets. @p name seeds everything that looks random."""

    def __init__(self, name: str) -> None:
        self._draw, self._packets = random.Random(name), list[tuple[float, bytes]]()

    def packets(self) -> list[tuple[float, bytes]]:
        """All of them, in the order of time."""
        return sorted(self._packets)

    def token(self) -> str:
        return f"{self._draw.getrandbits(32):08x}"

    def _frame(self, time: float, source: str, target: str, protocol: int, segment: bytes, check_at: int) -> None:
        ends = socket.inet_aton(source) + socket.inet_aton(target)
        check = _sum(ends + struct.pack("!BBH", 0, protocol, len(segment)) + segment)
        segment = segment[:check_at] + struct.pack("!H", check) + segment[check_at + 2 :]
        ttl = 64 if source in (CLIENT, RESOLVER) else 52
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), self._draw.getrandbits(16), 0x4000, ttl, protocol, 0) + ends
        head = head[:10] + struct.pack("!H", _sum(head)) + head[12:]
        macs = GATEWAY_MAC + CLIENT_MAC if source == CLIENT else CLIENT_MAC + GATEWAY_MAC
        self._packets.append((EPOCH + time, macs + b"\x08\x00" + head + segment))

    def udp(self, time: float, server: str, port: int, question: bytes, answer: bytes) -> None:
        """One datagram each way."""
        local = self._draw.randrange(32768, 60999)
        for when, source, target, ports, data in ((time, CLIENT, server, (local, port), question), (time + RTT, server, CLIENT, (port, local), answer)):
            self._frame(when, source, target, 17, struct.pack("!HHHH", *ports, 8 + len(data), 0) + data, 6)

    def txt(self, time: float, name: str, answer: str) -> None:
        """A TXT look-up at the resolver."""
        self._lookup(time, name, 16, bytes([len(answer)]) + answer.encode())

    def _lookup(self, time: float, name: str, kind: int, data: bytes) -> None:
        number, question = self._draw.getrandbits(16), b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + struct.pack("!BHH", 0, kind, 1)
        answer = b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data
        self.udp(time, RESOLVER, 53, struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + question, struct.pack("!HHHHHH", number, 0x8180, 1, 1, 0, 0) + question + answer)

    def http(self, time: float, server: str, host: str, path: str, agent: str = "Mozilla/5.0", body: bytes | None = None) -> None:
        """A look-up, a connection, one request and its answer."""
        self._lookup(time - 0.05, host, 1, socket.inet_aton(server))
        body = self._draw.randbytes(40) if body is None else body
        status = "200 OK" if body else "304 Not Modified"
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\n\r\n".encode()
        self._tcp(time, server, 80, request, f"HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    def _tcp(self, time: float, server: str, port: int, request: bytes, answer: bytes) -> None:
        local, ours, theirs = self._draw.randrange(32768, 60999), self._draw.getrandbits(31), self._draw.getrandbits(31)

        def send(when: float, up: bool, flags: int, data: bytes = b"") -> None:
            nonlocal ours, theirs
            numbers = (ours, theirs) if up else (theirs, ours)
            ends = (CLIENT, server, local, port) if up else (server, CLIENT, port, local)
            segment = struct.pack("!HHIIBBHHH", ends[2], ends[3], numbers[0], numbers[1] if flags & ACK else 0, 0x50, flags, 64240, 0, 0) + data
            self._frame(when, ends[0], ends[1], 6, segment, 16)
            step = len(data) + bool(flags & (SYN | FIN))
            ours, theirs = (ours + step, theirs) if up else (ours, theirs + step)

        send(time, True, SYN)
        send(time + RTT, False, SYN | ACK)
        send(time + RTT + 0.0002, True, ACK)
        send(time + RTT + 0.0005, True, ACK | PUSH, request)
        send(time + 2 * RTT, False, ACK | PUSH, answer)
        send(time + 2 * RTT + 0.0002, True, ACK | FIN)
        send(time + 3 * RTT, False, ACK | FIN)
        send(time + 3 * RTT + 0.0002, True, ACK)
