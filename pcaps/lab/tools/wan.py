#!/usr/bin/env python3
"""A wide-area line between two network namespaces: a tun interface `wan0` in each, and packets that take their time from one to the other.

Usage: wan.py PID_A PID_B [--delay-ms N] [--jitter-ms N]. Packets of one direction keep their order. Not every kernel has netem; this needs none.
"""
import argparse
import collections
import ctypes
import fcntl
import os
import random
import select
import struct
import time

CLONE_NEWNET, TUNSETIFF, IFF_TUN_NO_PI = 0x40000000, 0x400454CA, 0x1001
MOST_WAITING = 8192  # packets on the line; more are dropped, as a router would


def tun_of(pid: int) -> int:
    """A descriptor of wan0 in the network namespace of process @p pid; this process then is in that namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/proc/{pid}/ns/net") as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", b"wan0", IFF_TUN_NO_PI))
    return device


class Line:
    """One direction."""

    def __init__(self, source: int, target: int, delay: float, jitter: float) -> None:
        self.source, self._target, self._delay, self._jitter = source, target, delay, jitter
        self._waiting: collections.deque[tuple[float, bytes]] = collections.deque()
        self._draw, self._last = random.Random(source), 0.0

    def take(self) -> None:
        """Reads what has come, up to a bound, so that both directions get their turn."""
        for _ in range(64):
            try:
                packet = os.read(self.source, 65536)
            except (BlockingIOError, OSError):
                return
            if len(self._waiting) < MOST_WAITING:
                self._last = max(self._last, time.monotonic() + self._delay + self._draw.random() * self._jitter)
                self._waiting.append((self._last, packet))

    def give(self, now: float) -> float:
        """Writes what is due; returns when the next is."""
        while self._waiting and self._waiting[0][0] <= now:
            try:
                os.write(self._target, self._waiting.popleft()[1])
            except OSError:
                pass  # the interface is down, or the packet is none
        return self._waiting[0][0] if self._waiting else now + 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pids", type=int, nargs=2)
    parser.add_argument("--delay-ms", type=float, default=11)
    parser.add_argument("--jitter-ms", type=float, default=3)
    said = parser.parse_args()
    near, far = map(tun_of, said.pids)
    lines = [Line(a, b, said.delay_ms / 1e3, said.jitter_ms / 1e3) for a, b in ((near, far), (far, near))]
    while True:
        now = time.monotonic()
        due = min([line.give(now) for line in lines])
        ready, _, _ = select.select([near, far], [], [], max(0.0, due - time.monotonic()))
        for line in lines:
            if line.source in ready:
                line.take()


if __name__ == "__main__":
    main()
