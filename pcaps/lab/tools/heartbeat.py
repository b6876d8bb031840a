#!/usr/bin/env python3
"""Sends random bytes at a steady pace inside one TCP connection, and reads what comes back.

Usage: heartbeat.py ADDRESS PORT [--bytes N] [--times N] [--every SECONDS] [--jitter SHARE] [--start tls|http]
--start dresses the beginning: the head of a TLS handshake, or a request of a browser; what follows is neither.
"""
import argparse
import random
import socket
import struct
import time

HELLO_BYTES = 180


def opening(kind: str, draw: random.Random) -> bytes:
    """What a port's owner would say first."""
    if kind == "tls":
        body = draw.randbytes(HELLO_BYTES)
        return b"\x16\x03\x01" + struct.pack("!H", len(body) + 4) + b"\x01" + len(body).to_bytes(3, "big") + body
    return b"GET /index.html HTTP/1.1\r\nHost: www.northwind.test\r\n\r\n" if kind == "http" else b""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("--bytes", type=int, default=33)
    parser.add_argument("--times", type=int, default=28)
    parser.add_argument("--every", type=float, default=3)
    parser.add_argument("--jitter", type=float, default=0.1)
    parser.add_argument("--start", default="", choices=["", "tls", "http"])
    said = parser.parse_args()
    draw = random.Random(said.port)
    there = socket.create_connection((said.address, said.port))
    there.settimeout(2)
    if said.start:
        there.sendall(opening(said.start, draw))
        there.recv(4096)
    for _ in range(said.times):
        data = draw.randbytes(said.bytes if not said.start else draw.randrange(said.bytes, 8 * said.bytes))
        there.sendall((b"\x17\x03\x03" + struct.pack("!H", len(data)) if said.start == "tls" else b"") + data)
        try:
            there.recv(65536)
        except TimeoutError:
            pass
        time.sleep(said.every * (1 + draw.uniform(-said.jitter, said.jitter)))


if __name__ == "__main__":
    main()
