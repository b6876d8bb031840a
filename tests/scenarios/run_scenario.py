#!/usr/bin/env python3
"""Replays one scenario and holds the alerts against what it expects.

Usage: run_scenario.py SEKISHO ROOT SCENARIO_FOLDER. Exit 0 when all holds; otherwise each difference, then the alerts as they came.

scenario.yaml
  why:      one line: what this shows, and where the packets come from
  kind:     fires | near-miss | evasion      (evasion: malicious, and documented as missed)
  detector: the detector that this scenario belongs to
  input:    capture, from the root of the project
  options:  more words for `sekisho replay`           (optional)
  config:   a configuration, inline; {folder} is the scenario's (optional)
  alerts:   list of {detector, level, technique, src_ip, dest_ip, dest_port, name, indicator, at_least, at_most}; all but detector optional
  silent:   detectors that must not raise anything; `all` for every one, `others` for all that `alerts` does not name
  below:    a level that no alert may reach            (optional)
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import yaml

LEVELS = ["info", "low", "medium", "high", "critical"]
KEYS = {"why", "kind", "detector", "input", "options", "config", "alerts", "silent", "below"}


def replay(sekisho, root, scenario):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        words = [sekisho, "replay", "--format", "json", "-q", *map(str, scenario.get("options", []))]
        if "config" in scenario:
            config.write(scenario["config"].replace("{folder}", str(scenario["folder"])))
            config.flush()
            words += ["-c", config.name]
        done = subprocess.run([*words, str(root / scenario["input"])], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def matches(alert, wanted):
    c2 = alert["c2"]
    tests = {
        "detector": lambda v: c2["detector"] == v,
        "level": lambda v: LEVELS.index(c2["level"]) >= LEVELS.index(v),
        "technique": lambda v: v in alert["alert"]["metadata"]["mitre_technique_id"],
        "src_ip": lambda v: alert["src_ip"] == v,
        "dest_ip": lambda v: alert["dest_ip"] == v,
        "dest_port": lambda v: alert.get("dest_port") == v,
        "name": lambda v: c2["server"].get("name") == v,
        "indicator": lambda v: v in c2["indicators"],
    }
    return all(test(wanted[key]) for key, test in tests.items() if key in wanted)


def differences(alerts, scenario):
    wanted_list = scenario.get("alerts", [])
    for wanted in wanted_list:
        unknown = wanted.keys() - {"detector", "level", "technique", "src_ip", "dest_ip", "dest_port", "name", "indicator", "at_least", "at_most"}
        if unknown:
            yield f"scenario.yaml: unknown keys in alerts: {sorted(unknown)}"
        count = sum(matches(a, wanted) for a in alerts)
        if count < wanted.get("at_least", 1):
            yield f"{count} alerts match {wanted}; at least {wanted.get('at_least', 1)} wanted"
        if count > wanted.get("at_most", 1_000_000):
            yield f"{count} alerts match {wanted}; at most {wanted['at_most']} wanted"
    named = {w["detector"] for w in wanted_list}
    silent = scenario.get("silent", [])
    for alert in alerts:
        detector, level = alert["c2"]["detector"], alert["c2"]["level"]
        if silent == "all" or (silent == "others" and detector not in named) or detector in silent:
            yield f"{detector} must be silent: {alert['c2']['reason']}"
        if "below" in scenario and LEVELS.index(level) >= LEVELS.index(scenario["below"]):
            yield f"{level} alert of {detector}; all must stay below {scenario['below']}"


def main():
    sekisho, root, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    scenario = yaml.safe_load((folder / "scenario.yaml").read_text())
    if unknown := scenario.keys() - KEYS:
        sys.exit(f"scenario.yaml: unknown keys {sorted(unknown)}")
    scenario["folder"] = folder.resolve()
    alerts = replay(sekisho, root, scenario)
    wrong = list(differences(alerts, scenario))
    if wrong:
        print("\n".join(wrong))
        for a in alerts:
            print(f"  {a['c2']['level']:8} {a['c2']['detector']:16} {a['src_ip']} -> {a['dest_ip']}:{a.get('dest_port', '-')} {a['c2']['score']} {a['c2']['reason']}")
        sys.exit(1)


if __name__ == "__main__":
    main()
