#!/usr/bin/env python3
"""Every detector has a scenario that fires, a near miss and an evasion; every benign capture is replayed, and only listed noise comes of it.

Usage: check_coverage.py SEKISHO ROOT. accepted_noise.tsv lists capture, detector, level and the reason why it is accepted.
"""
import csv
import json
import pathlib
import subprocess
import sys

import yaml

KINDS = ["fires", "near-miss", "evasion"]


def main():
    sekisho, root = sys.argv[1], pathlib.Path(sys.argv[2])
    folder = root / "tests/scenarios"
    problems, have = [], set()
    for path in sorted(folder.glob("*/scenario.yaml")):
        scenario = yaml.safe_load(path.read_text())
        have.add((scenario["detector"], scenario["kind"]))
        if not (root / scenario["input"]).is_file():
            problems.append(f"{path}: no {scenario['input']}")
    names = {d["name"] for d in json.loads(subprocess.run([sekisho, "detectors", "--json"], capture_output=True, check=True).stdout)["detectors"]}
    problems += [f"{name}: no scenario of kind {kind}" for name in sorted(names) for kind in KINDS if (name, kind) not in have]

    with open(folder / "accepted_noise.tsv", newline="") as f:
        accepted = {(r["capture"], r["detector"], r["level"]) for r in csv.DictReader(f, delimiter="\t") if r["reason"]}
    for capture in sorted((root / "pcaps/benign").glob("*.pcap")):
        out = subprocess.run([sekisho, "replay", "-q", "--format", "json", str(capture)], capture_output=True, text=True, check=True).stdout
        for alert in map(json.loads, out.splitlines()):
            c2 = alert["c2"]
            if (capture.name, c2["detector"], c2["level"]) not in accepted:
                problems.append(f"{capture.name}: {c2['level']} {c2['detector']}: {c2['reason']}")
    print("\n".join(problems) or f"{len(have)} kinds of scenario for {len(names)} detectors; benign captures raise only accepted noise")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
