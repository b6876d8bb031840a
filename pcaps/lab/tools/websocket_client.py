#!/usr/bin/env python3
"""A WebSocket client (RFC 6455): sends each MESSAGE as a line, reads what comes back, keeps the connection alive with pings.

Usage: websocket_client.py URL [--ping SECONDS] [--pause LEAST MOST] [--listen SECONDS] MESSAGE…. Certificates are checked against SSL_CERT_FILE.
"""
import argparse
import base64
import os
import random
import select
import socket
import ssl
import time
import urllib.parse

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocket:
    """One connection."""

    def __init__(self, url: str, ping: float) -> None:
        there = urllib.parse.urlsplit(url)
        secure, host = there.scheme == "wss", there.hostname or ""
        self._socket: socket.socket = socket.create_connection((host, there.port or (443 if secure else 80)))
        if secure:
            self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=host)
        self._ping, self._next_ping = ping, time.monotonic() + ping
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(f"GET {there.path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                             f"Sec-WebSocket-Version: 13\r\nOrigin: http://{host}\r\n\r\n".encode())  # fmt: skip
        if b" 101 " not in self._socket.recv(4096):
            raise SystemExit("the server does not speak WebSocket")

    def send(self, kind: int, data: bytes) -> None:
        """One frame, masked as a client must."""
        mask = os.urandom(4)
        length = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        self._socket.sendall(bytes([0x80 | kind]) + length + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def listen(self, seconds: float) -> None:
        """Reads and forgets; answers pings; sends its own when due."""
        end = time.monotonic() + seconds
        while (left := min(end, self._next_ping) - time.monotonic()) > 0 or time.monotonic() < end:
            if time.monotonic() >= self._next_ping:
                self.send(PING, b"alive")
                self._next_ping += self._ping
            pending = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()
            if pending or select.select([self._socket], [], [], max(0.0, left))[0]:
                data = self._socket.recv(65536)
                if not data:
                    raise SystemExit("the server closed")
                if data[0] & 15 == PING:
                    self.send(PONG, data[2 : 2 + (data[1] & 127)])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--ping", type=float, default=20)
    parser.add_argument("--pause", type=float, nargs=2, default=(3, 12))
    parser.add_argument("--listen", type=float, default=0)
    parser.add_argument("messages", nargs="*")
    said = parser.parse_intermixed_args()
    draw, there = random.Random(said.url), WebSocket(said.url, said.ping)
    for message in said.messages:
        there.listen(draw.uniform(*said.pause))
        there.send(TEXT, message.encode() + b"\n")
    there.listen(said.listen or 5)
    there.send(CLOSE, b"")


if __name__ == "__main__":
    main()
