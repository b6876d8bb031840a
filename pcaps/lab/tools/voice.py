#!/usr/bin/env python3
"""Sends a voice stream: RTP with 160 bytes of G.711 every 20 ms.

Usage: voice.py FROM_ADDRESS FROM_PORT TO_ADDRESS TO_PORT [--packets N]
"""
import argparse
import random
import socket
import struct
import time

SAMPLES, EVERY = 160, 0.02
QUIET = (0xFF, 0x7F, 0xFE, 0x7E, 0xD5)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("source_port", type=int)
    parser.add_argument("target")
    parser.add_argument("target_port", type=int)
    parser.add_argument("--packets", type=int, default=400)
    said = parser.parse_args()
    line, draw = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), random.Random(said.source)
    line.bind((said.source, said.source_port))
    stream, began = draw.getrandbits(32), time.monotonic()
    for i in range(said.packets):
        head = struct.pack("!BBHII", 0x80, 0, i, i * SAMPLES, stream)
        line.sendto(head + bytes(draw.choice(QUIET) for _ in range(SAMPLES)), (said.target, said.target_port))
        time.sleep(max(0.0, began + i * EVERY - time.monotonic()))


if __name__ == "__main__":
    main()
