#!/usr/bin/env python3
"""An IRC client for a bot, its operator, or a person who chats.

Usage: irc_client.py ADDRESS CHANNEL --nick NAME --role bot|operator|person [--seconds N]
"""
import argparse
import random
import socket
import subprocess
import time

COMMANDS = ["!id", "!sys uname -sr", "!ls /usr/share", "!host", "!sleep 30", "!ping", "!sys date"]
TALK = "so the build works now I think we should ask them about lunch later maybe yes no thanks great".split()
PORT = 6667


class Client:
    def __init__(self, said: argparse.Namespace) -> None:
        self._said, self._draw, self._commands = said, random.Random(said.nick), iter(COMMANDS)
        self._there = socket.create_connection((said.address, PORT))
        self._there.settimeout(1)
        self.send(f"NICK {said.nick}")
        self.send(f"USER {said.nick} 0 * :{said.nick}")

    def send(self, line: str) -> None:
        self._there.sendall(line.encode() + b"\r\n")

    def say(self, text: str) -> None:
        self.send(f"PRIVMSG {self._said.channel} :{text}")

    def heard(self, line: str) -> None:
        """What a line of the server makes this client do."""
        if line.startswith("PING"):
            self.send("PONG" + line[4:])
        elif " 376 " in line or " 422 " in line:
            self.send(f"JOIN {self._said.channel}")
        elif self._said.role == "bot" and f"PRIVMSG {self._said.channel} :!" in line:
            time.sleep(self._draw.uniform(0.2, 1))
            self.say(f"[{self._said.nick}] ok " + subprocess.getoutput("ls /usr/share | shuf -n 3").replace("\n", " "))

    def speak(self) -> None:
        """What it says on its own."""
        if self._said.role == "operator":
            self.say(next(self._commands, "!ping"))
        elif self._said.role == "person":
            self.say(" ".join(self._draw.choice(TALK) for _ in range(self._draw.randrange(3, 14))))

    def run(self) -> None:
        end, rest = time.monotonic() + self._said.seconds, b""
        speaks = time.monotonic() + 8
        while time.monotonic() < end:
            try:
                rest += self._there.recv(4096)
            except TimeoutError:
                pass
            *lines, rest = rest.split(b"\r\n")
            for line in lines:
                self.heard(line.decode(errors="replace"))
            if time.monotonic() > speaks:
                self.speak()
                speaks = time.monotonic() + self._draw.uniform(4, 12)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("channel")
    parser.add_argument("--nick", required=True)
    parser.add_argument("--role", choices=["bot", "operator", "person"], required=True)
    parser.add_argument("--seconds", type=float, default=60)
    Client(parser.parse_args()).run()


if __name__ == "__main__":
    main()
