#!/usr/bin/env python3
"""Sends a text in the identifiers of echo requests, two bytes each, one a second; everything else is as iputils' ping has it.

Usage: covert_ping.py ADDRESS TEXT
"""
import socket
import struct
import sys
import time

ECHO_REQUEST = 8
FILLING = bytes(range(16, 56))


def checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def echo(identifier: int, now: float) -> bytes:
    body = struct.pack("<qq", int(now), int(now % 1 * 1e6)) + FILLING
    head = struct.pack("!BBHHH", ECHO_REQUEST, 0, 0, identifier, 1)
    return head[:2] + struct.pack("!H", checksum(head + body)) + head[4:] + body


def main() -> None:
    address, text = sys.argv[1], sys.argv[2].encode()
    there = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    for i in range(0, len(text) - 1, 2):
        there.sendto(echo(int.from_bytes(text[i : i + 2], "big"), time.time()), (address, 0))
        time.sleep(1)


if __name__ == "__main__":
    main()
