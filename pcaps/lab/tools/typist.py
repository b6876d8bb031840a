#!/usr/bin/env python3
"""Runs a command on a terminal and types lines into it like a person.

Usage: typist.py [--pause SECONDS] [--wait-for TEXT] FILE COMMAND…. A line `@sleep N` of FILE is a break. Ends when the lines are typed or the command ends.
"""
import argparse
import fcntl
import os
import pty
import random
import select
import signal
import struct
import termios
import time


class Terminal:
    """The command on its pty; everything it prints is read and forgotten."""

    def __init__(self, command: list[str]) -> None:
        self._pid, self._screen = pty.fork()
        if self._pid == 0:
            os.execvp(command[0], command)
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def watch(self, seconds: float, text: bytes = b"") -> bool:
        """Reads for @p seconds, or until @p text has come. False when the command has ended."""
        end, seen = time.monotonic() + seconds, b""
        while (left := end - time.monotonic()) > 0:
            if select.select([self._screen], [], [], left)[0]:
                try:
                    seen += os.read(self._screen, 65536)
                except OSError:
                    return False
                if text and text in seen:
                    return True
        return True

    def send(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def close(self) -> None:
        try:
            os.kill(self._pid, signal.SIGHUP)
        except ProcessLookupError:
            return
        os.close(self._screen)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pause", type=float, default=1.5)
    parser.add_argument("--wait-for", default="")
    parser.add_argument("file")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    said = parser.parse_args()
    draw = random.Random(said.file)
    lines = [line for line in open(said.file).read().splitlines() if line.strip()]
    terminal = Terminal(said.command)
    alive = terminal.watch(30 if said.wait_for else 1.5, said.wait_for.encode())
    for line in lines:
        if not alive:
            break
        if line.startswith("@sleep "):
            alive = terminal.watch(float(line.split()[1]))
            continue
        for character in line + "\r":
            terminal.send(character)
            alive = alive and terminal.watch(draw.uniform(0.04, 0.2))
        alive = alive and terminal.watch(0.5 + draw.random() * said.pause)
    terminal.watch(0.5)
    terminal.close()


if __name__ == "__main__":
    main()
