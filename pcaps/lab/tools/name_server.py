#!/usr/bin/env python3
"""An authoritative name server whose zones answer by rule, over UDP and TCP.

Usage: name_server.py ADDRESS ZONE=RULE[:ARGUMENT…]…
  txt:LEAST:MOST      TXT with base64 of random bytes: tasks             hex:LEAST:MOST   the same in hexadecimal
  ack                 A or AAAA with a counter in it: data was received
  flux:COUNT:TTL      COUNT addresses out of a pool, others each time    fixed:ADDRESS    always the same A
  listed              127.0.0.x for every third name, NXDOMAIN otherwise: block lists, reputation
"""
import base64
import random
import socket
import socketserver
import struct
import sys
import threading
import zlib
from collections.abc import Callable

A, SOA, TXT, AAAA, OPT = 1, 6, 16, 28, 41
NOERROR, NXDOMAIN, REFUSED = 0, 3, 5
AUTHORITATIVE_ANSWER = 0x8400
Records = list[tuple[int, int, bytes]]  # type, ttl, data


def text(data: bytes) -> bytes:
    """Character strings of at most 255 bytes."""
    return b"".join(bytes([len(part)]) + part for part in (data[i : i + 255] for i in range(0, len(data), 255)))


def wire(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


class Zone:
    """One zone's rule: `answer(name, type)` gives a response code and records."""

    def __init__(self, name: str, rule: str) -> None:
        self.name, (kind, *said) = name, rule.split(":")
        self._draw, self._count = random.Random(name), 0
        self._pool = [f"198.18.{self._draw.randrange(1, 250)}.{self._draw.randrange(2, 250)}" for _ in range(64)]
        self._said = said
        rules: dict[str, Callable[[str, int], tuple[int, Records]]] = {"txt": self._txt, "hex": self._hex, "ack": self._ack, "flux": self._flux, "fixed": self._fixed, "listed": self._listed}
        self.answer = rules[kind]

    def _bytes(self) -> bytes:
        return self._draw.randbytes(self._draw.randint(int(self._said[0]), int(self._said[1])))

    def _txt(self, name: str, kind: int) -> tuple[int, Records]:
        return NOERROR, [(TXT, 5, text(base64.b64encode(self._bytes())))] if kind == TXT else []

    def _hex(self, name: str, kind: int) -> tuple[int, Records]:
        return NOERROR, [(TXT, 5, text(self._bytes().hex().encode()))] if kind == TXT else []

    def _ack(self, name: str, kind: int) -> tuple[int, Records]:
        self._count += 1
        if kind == A:
            return NOERROR, [(A, 1, bytes([100, 64, self._count >> 8 & 255, self._count & 255]))]
        return NOERROR, [(AAAA, 1, bytes.fromhex("20010db8") + self._draw.randbytes(12))] if kind == AAAA else []

    def _flux(self, name: str, kind: int) -> tuple[int, Records]:
        chosen = self._draw.sample(self._pool, int(self._said[0])) if kind == A else []
        return NOERROR, [(A, int(self._said[1]), socket.inet_aton(address)) for address in chosen]

    def _fixed(self, name: str, kind: int) -> tuple[int, Records]:
        return NOERROR, [(A, 60, socket.inet_aton(self._said[0]))] if kind == A else []

    def _listed(self, name: str, kind: int) -> tuple[int, Records]:
        if zlib.crc32(name.encode()) % 3:
            return NXDOMAIN, []
        return NOERROR, [(A, 300, bytes([127, 0, 0, self._draw.choice([2, 3, 4, 10])]))] if kind == A else []

    def authority(self) -> bytes:
        """The SOA record, of an answer without records."""
        data = wire(f"ns1.{self.name}") + wire(f"hostmaster.{self.name}") + struct.pack("!IIIII", 2025010101, 3600, 600, 86400, 60)
        return wire(self.name) + struct.pack("!HHIH", SOA, 1, 60, len(data)) + data


def reply(query: bytes, zones: list[Zone]) -> bytes:
    """Raises IndexError or struct.error for what is no query."""
    number, flags, _, _, _, additional = struct.unpack_from("!HHHHHH", query)
    at, labels = 12, []
    while length := query[at]:
        labels.append(query[at + 1 : at + 1 + length].decode("latin-1").lower())
        at += 1 + length
    name, question = ".".join(labels), query[12 : at + 5]
    (kind,) = struct.unpack_from("!H", query, at + 1)
    zone = next((z for z in zones if name == z.name or name.endswith("." + z.name)), None)
    code, records = zone.answer(name, kind) if zone else (REFUSED, [])
    answers = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", k, 1, ttl, len(data)) + data for k, ttl, data in records)
    authority = zone.authority() if zone and not records else b""
    opt = b"\0" + struct.pack("!HHIH", OPT, 1232, 0, 0) if additional else b""
    header = struct.pack("!HHHHHH", number, AUTHORITATIVE_ANSWER | (flags & 0x0100) | code, 1, len(records), bool(authority), bool(opt))
    return header + question + answers + authority + opt


class OverUdp(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, there = self.request
        there.sendto(reply(data, self.server.zones), self.client_address)  # type: ignore[attr-defined]


class OverTcp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while len(head := self.rfile.read(2)) == 2:
            answer = reply(self.rfile.read(int.from_bytes(head, "big")), self.server.zones)  # type: ignore[attr-defined]
            self.wfile.write(len(answer).to_bytes(2, "big") + answer)


def main() -> None:
    zones = [Zone(*word.split("=", 1)) for word in sys.argv[2:]]
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    servers = socketserver.UDPServer((sys.argv[1], 53), OverUdp), socketserver.ThreadingTCPServer((sys.argv[1], 53), OverTcp)
    for server in servers:
        server.zones = zones  # type: ignore[attr-defined]
    threading.Thread(target=servers[1].serve_forever, daemon=True).start()
    servers[0].serve_forever()


if __name__ == "__main__":
    main()
