#!/usr/bin/env python3
"""Waits for mail in IMAP IDLE over TLS, as a mail program does.

Usage: imap_idle.py HOST [--seconds N]
"""
import argparse
import socket
import ssl
import time

PORT = 993


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("--seconds", type=float, default=100)
    said = parser.parse_args()
    there = ssl.create_default_context().wrap_socket(socket.create_connection((said.host, PORT)), server_hostname=said.host)
    lines = there.makefile("rb")
    lines.readline()
    for tag, command in ((b"a", b"login anna pw"), (b"b", b"select INBOX")):
        there.sendall(tag + b" " + command + b"\r\n")
        while not lines.readline().startswith(tag + b" "):
            pass
    there.sendall(b"c idle\r\n")
    there.settimeout(1)
    end = time.monotonic() + said.seconds
    while time.monotonic() < end:
        try:
            there.recv(4096)
        except TimeoutError:
            pass
    there.sendall(b"DONE\r\nd logout\r\n")
    time.sleep(1)


if __name__ == "__main__":
    main()
