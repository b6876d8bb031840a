#!/usr/bin/env python3
"""Watches every packet for a magic word, also on closed ports, and runs a command once it comes.

Usage: wake_up.py WORD COMMAND…
"""
import socket
import subprocess
import sys

ALL_PROTOCOLS = 3


def main() -> None:
    word, command = sys.argv[1].encode(), sys.argv[2:]
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    while word not in wire.recv(2048):
        pass
    subprocess.run(command, check=False)


if __name__ == "__main__":
    main()
