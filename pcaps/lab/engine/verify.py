"""Holds captures against their declarations: replays each and compares what the sensor raised with what it should.

A miss is excused by the index's column `misses`, which lists expectations and why each is missed: `WORDS: reason; WORDS: reason`.
Noise on a benign capture is excused by tests/scenarios/accepted_noise.tsv.
"""
from __future__ import annotations

import csv
import json
import pathlib
import subprocess
from dataclasses import dataclass, field
from typing import Any

from engine.declaration import Scenario

ROOT = pathlib.Path(__file__).parent.parent.parent.parent


@dataclass
class Verdict:
    """About one capture: what is wrong, what is excused, and excuses that are no longer needed."""

    scenario: Scenario
    alerts: list[dict[str, Any]]
    wrong: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    @property
    def raised(self) -> str:
        """Detectors and their highest levels, for the table."""
        best: dict[str, int] = {}
        for alert in self.alerts:
            c2 = alert["c2"]
            best[c2["detector"]] = max(best.get(c2["detector"], 0), round(c2["score"]))
        return " ".join(f"{name}={score}" for name, score in sorted(best.items(), key=lambda item: -item[1])) or "-"


def accepted_noise() -> dict[tuple[str, str, str], str]:
    """Reasons by (capture, detector, level)."""
    with (ROOT / "tests/scenarios/accepted_noise.tsv").open(newline="") as f:
        return {(row["capture"], row["detector"], row["level"]): row["reason"] for row in csv.DictReader(f, delimiter="\t")}


def replay(sekisho: pathlib.Path, capture: pathlib.Path) -> list[dict[str, Any]]:
    """The alerts that @p capture raises, replayed alone. Raises CalledProcessError when the sensor fails."""
    done = subprocess.run([sekisho, "replay", "-q", "--format", "json", capture], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def excuses(misses: str) -> dict[str, str]:
    """Reasons by expectation, from the index's column."""
    return dict(part.strip().split(": ", 1) for part in misses.split(";") if ": " in part)


def judge(scenario: Scenario, alerts: list[dict[str, Any]], misses: str, noise: dict[tuple[str, str, str], str]) -> Verdict:
    """Compares. Pure."""
    verdict, excused = Verdict(scenario, alerts), excuses(misses)
    for expectation in scenario.expects:
        met, reason = any(map(expectation.met_by, alerts)), excused.get(expectation.words)
        if not met and reason:
            verdict.excused.append(f"misses {expectation.words}: {reason}")
        elif not met:
            verdict.wrong.append(f"misses {expectation.words}")
        elif reason:
            verdict.stale.append(f"no longer misses {expectation.words}")
    if scenario.label == "benign":
        for alert in alerts:
            c2 = alert["c2"]
            reason = noise.get((f"{scenario.name}.pcap", c2["detector"], c2["level"]))
            (verdict.excused if reason else verdict.wrong).append(f"raises {c2['level']} {c2['detector']}: {reason or c2['reason']}")
    return verdict
