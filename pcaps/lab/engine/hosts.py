"""A host: a set of namespaces of its own (network, mounts, processes, name), and the programs that run there.

Everything hangs on the host's first process. When that ends, and it ends with the run, the kernel removes all that the host had.
Inside, the machine's disk is read-only, and /root, /run, /tmp, /var/log are memory: no tool can leave a file behind, and none reads how root set up this machine.
"""
from __future__ import annotations

import os
import pathlib
import random
import shlex
import signal
import subprocess
import time
from collections.abc import Callable

from engine.journal import Journal

WORK = pathlib.Path("/mnt")  # the run's own memory: a tmpfs that engine.inside mounts there
LAB = WORK / "lab"  # the lab's folder, bound there: what lies below /root or /tmp is hidden from hosts
TOOLS = LAB / "tools"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
FIRST_PROCESS = r"""
hostname "$2"
for d in /root /run /tmp /var/log /var/tmp /dev/shm; do mount -t tmpfs tmpfs $d; done
chmod 1777 /tmp /var/tmp; mkdir -p /run/sshd /run/lock /run/dbus; touch /var/log/lastlog
mount --bind "$1.resolv" /etc/resolv.conf; mount --bind "$1.hosts" /etc/hosts
mount -o remount,bind,ro /
sysctl -qw net.ipv6.conf.all.disable_ipv6=$3 net.ipv6.conf.default.disable_ipv6=$3 net.ipv4.tcp_timestamps=$4 net.ipv4.ping_group_range="0 0"
ip link set lo up
touch "$1.up"; exec sleep infinity
"""


class LabError(Exception):
    """A scenario cannot go on: a program did not start, a command failed that must not."""


class Program:
    """A program that was started in the background."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Signals the program itself (nsenter, its parent, does not pass signals on) and waits for its end."""
        try:
            children = pathlib.Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        except FileNotFoundError:
            children = []
        for child in children:
            os.kill(int(child), number)
        self.wait(10)

    def wait(self, seconds: float) -> None:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Host:
    """@p work is a folder in memory that all hosts of the run share."""

    def __init__(self, name: str, host_name: str, resolver: str, work: pathlib.Path, journal: Journal, *, ipv6: bool, timestamps: bool) -> None:
        self.name, self._work, self._journal, self._logs = name, work, journal, 0
        self._random = random.Random(name)
        place = work / f"host-{name}"
        place.with_suffix(".resolv").write_text(f"nameserver {resolver}\nsearch corp.northwind.test\noptions timeout:2 attempts:2\n")
        place.with_suffix(".hosts").write_text(f"127.0.0.1 localhost {host_name}\n")
        words = ["unshare", "--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child=KILL", "--propagation", "private", "--mount-proc"]
        words += ["sh", "-c", FIRST_PROCESS, "sh", str(place), host_name, "0" if ipv6 else "1", "1" if timestamps else "0"]
        self._first = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(work / f"log-{name}.first").open("wb"))
        self.wait_until(place.with_suffix(".up").exists, f"host {name}", 20)
        self.pid = int(pathlib.Path(f"/proc/{self._first.pid}/task/{self._first.pid}/children").read_text().split()[0])

    def _enter(self, command: str) -> list[str]:
        return ["nsenter", "-t", str(self.pid), "-n", "-m", "-p", "-u", "-i", "--", "bash", "-c", command]

    def _log(self, command: str) -> pathlib.Path:
        self._logs += 1
        return self._work / f"log-{self.name}.{self._logs:03}.{pathlib.Path(shlex.split(command)[0]).name}"

    def quietly(self, command: str) -> subprocess.CompletedProcess[str]:
        """Runs @p command without telling the journal: what sets the stage."""
        return subprocess.run(self._enter(command), stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=60, check=False)

    def run(self, command: str, seconds: float = 120, note: bool = True) -> str:
        """Runs a shell line to its end and returns what it printed. Its exit status tells nothing: many a scenario wants refused connections."""
        if note:
            self._journal.note(f"{self.name}$ {command}")
        with self._log("run").open("wb") as log:
            try:
                done = subprocess.run(self._enter(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, timeout=seconds, check=False)
            except subprocess.TimeoutExpired as late:
                raise LabError(f"{self.name}$ {command[:80]}: not done after {seconds:.0f} s") from late
        return done.stdout.decode(errors="replace")

    def start(self, command: str, listens: str = "", note: bool = True, settle: float = 0.0) -> Program:
        """Starts a shell line in the background; with @p listens (PORT/tcp or PORT/udp) waits until somebody listens there."""
        if note:
            self._journal.note(f"{self.name}& {command}")
        with self._log(command).open("wb") as log:
            process = subprocess.Popen(self._enter(f"exec {command}"), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        if listens:
            port, transport = listens.split("/")
            self.wait_until(lambda: self._is_listening(port, transport), f"{self.name}& {command[:60]}: nobody listens on {listens}", 30)
        time.sleep(settle)
        return Program(process)

    def _is_listening(self, port: str, transport: str) -> bool:
        lines = self.quietly("ss -Hltn" if transport == "tcp" else "ss -Hlun").stdout.splitlines()
        return any(line.split()[3].endswith(f":{port}") for line in lines if len(line.split()) > 3)

    def wait_until(self, holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
        """Waits until @p holds. Raises LabError with @p what when it takes too long."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise LabError(f"{what} (waited {seconds:.0f} s)")
            time.sleep(0.1)

    def wait_for_device(self, name: str) -> None:
        """Waits until the host has an interface @p name."""
        self.wait_until(lambda: self.quietly(f"ip link show {name}").returncode == 0, f"{self.name} has no {name}")

    def reaches(self, address: str) -> None:
        """Waits until @p address answers pings."""
        self.wait_until(lambda: self.quietly(f"ping -c1 -W1 -q {address}").returncode == 0, f"{self.name} cannot reach {address}")

    def type(self, command: str, lines: str, pause: float = 1.5, background: bool = False, wait_for: str = "") -> Program | None:
        """Runs @p command on a terminal and types @p lines like a person; a line `@sleep N` is a break."""
        script = self._work / f"typed-{self.name}-{self._logs}"
        script.write_text(lines.strip() + "\n")
        self._journal.note(f"{self.name}$ {command}   # typed: {'; '.join(lines.split(chr(10)))}")
        waiting = f"--wait-for {shlex.quote(wait_for)} " if wait_for else ""
        line = f"python3 {TOOLS}/typist.py --pause {pause} {waiting}{script} {command}"
        if background:
            return self.start(line, note=False)
        self.run(line, note=False, seconds=240)
        return None

    def every(self, seconds: float, jitter: float, times: int, command: Callable[[int, str], str] | str, spread: str = "uniform") -> None:
        """A beacon's loop: runs @p command, sleeps about @p seconds, @p times over. A callable gets the beat's number and 8 hexadecimal digits.

        @p jitter is the largest deviation as a share (uniform), the standard deviation (gauss), or nothing (poisson: exponential gaps).
        """
        draw = self._random
        for beat in range(times):
            token = draw.randbytes(4).hex()
            line = command if isinstance(command, str) else command(beat, token)
            if beat == 0:
                self._journal.note(f"{self.name}$ {line}   # {times} times, every {seconds:g} s, {spread} jitter {jitter:.0%}")
            self.run(line, note=False)
            wait = {"uniform": seconds * (1 + draw.uniform(-jitter, jitter)), "gauss": draw.gauss(seconds, seconds * jitter), "poisson": draw.expovariate(1 / seconds)}
            if beat + 1 < times:
                time.sleep(max(0.02, wait[spread]))
