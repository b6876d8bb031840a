"""lab list [NAME…]                                  what there is: label, kind, ATT&CK, talks, expected alerts
lab run NAME… [--jobs N] [--out DIR | --commit]  record scenarios; shell patterns work: lab run 'dns-*'
lab all [--jobs N] [--out DIR | --commit]        record all of them
lab verify [NAME…] [--in DIR] [--sekisho FILE]   replay captures and hold each against its declaration

Captures and their index.tsv go to build/captures; --commit replaces those of pcaps/ and their rows.
Needs root and Debian 12 with what `deploy/setup.sh lab` installs. Exit 0 when all went well, 1 otherwise, 130 when interrupted.
"""
from __future__ import annotations

import argparse
import fnmatch
import os
import pathlib
import shutil
import sys
import time

from engine import verify
from engine.declaration import REGISTER, Scenario
from engine.index import Index
from engine.runner import Interrupted, Outcome, run_all

PCAPS = verify.ROOT / "pcaps"
DEFAULT_OUT = verify.ROOT / "build/captures"
BINARIES = [verify.ROOT / "build/ci/sekisho", verify.ROOT / "build/sekisho"]


def chosen(patterns: list[str]) -> list[Scenario]:
    """Scenarios by name or shell pattern. Exits with a message for one that matches nothing."""
    known = REGISTER.load()
    found: dict[str, Scenario] = {}
    for pattern in patterns or ["*"]:
        names = fnmatch.filter(known, pattern)
        if not names:
            sys.exit(f"lab: no scenario {pattern}; `lab list` names them")
        found.update((name, known[name]) for name in names)
    return list(found.values())


def listing(scenarios: list[Scenario]) -> int:
    for s in scenarios:
        print(f"{s.name:34} {s.label:9} {s.kind:16} {s.techniques:34} {' '.join(s.talks)}  {s.about}")
        for expectation in s.expects:
            print(f"{'':34} expects   {expectation.words}")
    counts = {label: sum(s.label == label for s in scenarios) for label in ("malicious", "benign")}
    print(f"{counts['malicious']} malicious, {counts['benign']} benign")
    return 0


def record(scenarios: list[Scenario], out: pathlib.Path, jobs: int) -> int:
    if os.geteuid() != 0:
        sys.exit("lab: namespaces need root")
    for label in ("malicious", "benign"):
        (out / label).mkdir(parents=True, exist_ok=True)
    index, began = Index(out), time.monotonic()

    def deliver(outcome: Outcome, capture: pathlib.Path) -> None:
        if not outcome.error:
            shutil.move(capture, out / outcome.scenario.file)
            index.put(outcome.scenario, outcome.facts, (out / outcome.scenario.file).read_bytes())
            index.save()

    try:
        outcomes = run_all(scenarios, jobs, deliver)
    except Interrupted as signal:
        print(f"\nlab: {signal}: all runs ended", file=sys.stderr)
        return 130
    return summary(outcomes, out, time.monotonic() - began)


def summary(outcomes: list[Outcome], out: pathlib.Path, seconds: float) -> int:
    """The table at the end, then what failed and why."""
    print(f"{'scenario':34} {'label':9} {'kind':16} {'packets':>7} {'bytes':>8} {'seconds':>8}  tools")
    for o in sorted((o for o in outcomes if not o.error), key=lambda o: (o.scenario.label, o.scenario.name)):
        f, s = o.facts, o.scenario
        print(f"{s.name:34} {s.label:9} {s.kind:16} {f['packets']:>7} {f['bytes']:>8} {f['seconds']:>8}  {f['tools']}")
    failed = [o for o in outcomes if o.error]
    for o in failed:
        print(f"\n{o.scenario.name} failed after {o.seconds:.0f} s\n{o.error}")
    good = [o.scenario.label for o in outcomes if not o.error]
    print(f"{good.count('malicious')} malicious and {good.count('benign')} benign captures in {out}, {len(failed)} failed, {seconds / 60:.1f} minutes")
    return 1 if failed else 0


def check(scenarios: list[Scenario], folder: pathlib.Path, sekisho: pathlib.Path | None) -> int:
    sekisho = sekisho or next((b for b in BINARIES if b.exists()), None)
    if sekisho is None:
        sys.exit(f"lab: no sekisho in {' or '.join(str(b.parent) for b in BINARIES)}; build it, or name it with --sekisho")
    rows, noise = Index(PCAPS).rows, verify.accepted_noise()  # what is excused is known of a scenario, not of one recording
    there = [s for s in scenarios if (folder / s.file).exists()]
    wrong = 0
    for s in there:
        verdict = verify.judge(s, verify.replay(sekisho, folder / s.file), rows.get(s.file, {}).get("misses", ""), noise)
        wrong += bool(verdict.wrong)
        print(f"{'WRONG' if verdict.wrong else 'ok':6}{s.name:34} {s.label:9} {verdict.raised}")
        for line in verdict.wrong + verdict.excused + verdict.stale:
            print(f"{'':8}{line}")
    absent = [s.name for s in scenarios if s not in there]
    if absent:
        print(f"not recorded in {folder}: {' '.join(absent)}")
    print(f"{len(there) - wrong} of {len(there)} captures as declared")
    return 1 if wrong or not there else 0


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="lab", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("list", "run", "all", "verify"):
        command = commands.add_parser(name)
        if name != "all":
            command.add_argument("names", nargs="+" if name == "run" else "*", metavar="NAME")
        if name in ("run", "all"):
            command.add_argument("--jobs", type=int, default=12, help="runs at a time")
            command.add_argument("--out", type=pathlib.Path, default=DEFAULT_OUT)
            command.add_argument("--commit", action="store_true", help="into pcaps/, replacing captures and rows there")
        if name == "verify":
            command.add_argument("--in", dest="folder", type=pathlib.Path, default=PCAPS)
            command.add_argument("--sekisho", type=pathlib.Path)
    said = parser.parse_args(words)
    scenarios = chosen(getattr(said, "names", []))
    if said.command == "list":
        return listing(scenarios)
    if said.command == "verify":
        return check(scenarios, said.folder.resolve(), said.sekisho)
    return record(scenarios, PCAPS if said.commit else said.out.resolve(), said.jobs)
