"""Runs scenarios side by side, each in namespaces without a name, and tells how they go.

Nothing can be left behind: a run's processes live in a PID namespace that dies with its first process, which dies with this one (parent-death signal,
so even when this one is killed); its interfaces and its memory disks go with them. Only the capture gets out.
"""
from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.declaration import Scenario

LAB = pathlib.Path(__file__).parent.parent
NAMESPACES = "unshare --net --mount --pid --uts --ipc --fork --kill-child=KILL --propagation private --mount-proc".split()
DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL"]


@dataclass
class Outcome:
    """What became of one scenario: `facts` (see engine.inside) or `error`."""

    scenario: Scenario
    seconds: float
    facts: dict[str, str | int | float]
    error: str


class Run:
    """One scenario under way."""

    def __init__(self, scenario: Scenario, folder: pathlib.Path) -> None:
        self.scenario, self.part = scenario, folder / f"{scenario.name}.pcap"
        self._began, self._late = time.monotonic(), False
        # In a session of its own: Ctrl-C reaches the lab alone, which then ends its runs in order.
        words = [*DIE_WITH_PARENT, *NAMESPACES, "/usr/bin/python3", "-B", "-m", "engine.inside", scenario.name, str(self.part)]
        self._out, self._err = (tempfile.TemporaryFile() for _ in range(2))
        self._process = subprocess.Popen(words, cwd=LAB, stdin=subprocess.DEVNULL, stdout=self._out, stderr=self._err, start_new_session=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def overdue(self) -> bool:
        return time.monotonic() - self._began > self.scenario.limit

    def end(self) -> None:
        """Kills the run: unshare, and with it (--kill-child) the namespace's first process."""
        self._late = True
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def outcome(self) -> Outcome | None:
        """None while it runs."""
        if self._process.poll() is None:
            return None
        self._out.seek(0)
        self._err.seek(0)
        out, err = self._out.read().decode(errors="replace"), self._err.read().decode(errors="replace")
        taken = time.monotonic() - self._began
        if self._process.returncode == 0 and out.strip():
            return Outcome(self.scenario, taken, json.loads(out.splitlines()[-1]), "")
        return Outcome(self.scenario, taken, {}, f"not done after {self.scenario.limit:.0f} s\n{err}" if self._late else err.strip() or f"exit {self._process.returncode}")


class Interrupted(Exception):
    """A signal asked the lab to stop."""


@contextlib.contextmanager
def signals_as_exceptions() -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP become Interrupted, so that every `finally` gets its turn."""

    def stop(number: int, _: object) -> None:
        raise Interrupted(signal.Signals(number).name)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Progress:
    """One line that says how far it is; on a terminal it is rewritten, elsewhere a line a finished scenario."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._failed, self._tty = total, 0, 0, sys.stderr.isatty()

    def finished(self, outcome: Outcome) -> None:
        self._done += 1
        self._failed += bool(outcome.error)
        said = outcome.error.splitlines()[0][:120] if outcome.error else f"{outcome.facts['packets']} packets, {outcome.facts['bytes']} bytes"
        print(f"{self._clear()}{'FAILED' if outcome.error else 'done  '} {outcome.scenario.name:34} {outcome.seconds:5.0f} s  {said}", file=sys.stderr, flush=True)

    def running(self, names: list[str]) -> None:
        if self._tty:
            text = f"{self._done} of {self._total} done, {self._failed} failed; running: {' '.join(names)}"
            print(self._clear() + text[: shutil.get_terminal_size().columns - 1], end="", file=sys.stderr, flush=True)

    def _clear(self) -> str:
        return "\r\033[K" if self._tty else ""


def run_all(scenarios: list[Scenario], jobs: int, deliver: Callable[[Outcome, pathlib.Path], None]) -> list[Outcome]:
    """Runs @p scenarios, @p jobs at a time, the longest first; @p deliver is called with each outcome and the capture's path, which then goes."""
    waiting = sorted(scenarios, key=lambda s: -float(s.options.get("seconds", 90)))
    running: dict[int, Run] = {}
    outcomes: list[Outcome] = []
    progress = Progress(len(waiting))
    with tempfile.TemporaryDirectory(prefix=f"sekisho-lab-{os.getpid()}-") as folder, signals_as_exceptions():
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    run = Run(waiting.pop(0), pathlib.Path(folder))
                    running[run.pid] = run
                time.sleep(0.2)
                progress.running([r.scenario.name for r in running.values()])
                for pid, run in list(running.items()):
                    if run.overdue:
                        run.end()
                    if outcome := run.outcome():
                        del running[pid]
                        deliver(outcome, run.part)
                        outcomes.append(outcome)
                        progress.finished(outcome)
        finally:
            for run in running.values():
                run.end()
    return outcomes
