#!/usr/bin/env python3
"""Every metric that the alert rules, their tests and the dashboard name is exported by a running sensor, with the labels they use; every rule has a test;
and what the sensor exports follows Prometheus' naming.

Usage: check_metrics.py SEKISHO ROOT. Needs the right to capture on the loopback interface; without it exit 77 (skipped). Exit 1 with a line per breach.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

import yaml

NAME = re.compile(r"\b((?:sekisho|process)_[a-z0-9_]+)\b(\{[^}]*\})?")
CONFIG = """
capture: {{interfaces: [lo]}}
outputs: {{eve: {{path: "{path}"}}}}
web: {{listen: "127.0.0.1:0"}}
"""


def exported(sekisho):
    """Metric name -> set of label names, as the running sensor serves them."""
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "sekisho.yaml"
        config.write_text(CONFIG.format(path=folder + "/eve.json"))
        log = open(folder + "/log", "w+")
        process = subprocess.Popen([sekisho, "run", "-c", str(config)], stderr=log)
        try:
            port = None
            deadline = time.monotonic() + 20
            while port is None and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
                log.seek(0)
                found = re.search(r"readyz on port (\d+)", log.read())
                port = int(found[1]) if found else None
            if port is None:
                log.seek(0)
                sys.exit(f"the sensor did not start:\n{log.read()}")
            text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read().decode()
        finally:
            process.terminate()
            process.wait(15)
    metrics, types = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE"):
            _, _, name, kind = line.split()
            types[name] = kind
        elif line and not line.startswith("#"):
            name, labels = re.match(r"([a-z0-9_]+)(?:\{(.*?)\})? ", line).groups()
            metrics.setdefault(name, set()).update(re.findall(r'(\w+)="', labels or ""))
    return metrics, types


def expressions(root):
    """(place, PromQL) of all rules and panels."""
    rules = yaml.safe_load((root / "deploy/prometheus/sekisho.rules.yml").read_text())
    for group in rules["groups"]:
        for rule in group["rules"]:
            yield f"rule {rule['alert']}", rule["expr"]
    dashboard = json.loads((root / "deploy/grafana/sekisho.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield f"panel {panel['title']}", target["expr"]
    for variable in dashboard["templating"]["list"]:
        if isinstance(variable["query"], dict):
            yield f"variable {variable['name']}", variable["query"]["query"]
    for test in yaml.safe_load((root / "deploy/prometheus/sekisho.rules.test.yml").read_text())["tests"]:
        for series in test["input_series"]:
            if not series["series"].startswith("up{"):
                yield f"rule test {test['name']}", series["series"]


def untested_rules(root):
    rules = yaml.safe_load((root / "deploy/prometheus/sekisho.rules.yml").read_text())
    tests = yaml.safe_load((root / "deploy/prometheus/sekisho.rules.test.yml").read_text())["tests"]
    fired = {case["alertname"] for test in tests for case in test["alert_rule_test"] if case.get("exp_alerts")}
    return [f"rule {r['alert']}: no test in which it fires" for g in rules["groups"] for r in g["rules"] if r["alert"] not in fired]


def main():
    sekisho, root = sys.argv[1], pathlib.Path(sys.argv[2])
    if os.geteuid() != 0:
        print("needs root, to capture on the loopback interface")
        sys.exit(77)
    metrics, types = exported(sekisho)
    breaches = untested_rules(root)
    for place, text in expressions(root):
        for name, labels in NAME.findall(text):
            if name not in metrics:
                breaches.append(f"{place}: {name} is not exported")
                continue
            # `instance` and `job` are Prometheus' own
            unknown = set(re.findall(r"(\w+)\s*[=!]~?", labels)) - metrics[name] - {"instance", "job"}
            breaches += [f"{place}: {name} has no label {label}" for label in sorted(unknown)]
    for name, kind in types.items():
        if name.startswith("sekisho_") and (kind == "counter") != name.endswith("_total"):
            breaches.append(f"{name}: a {kind} must {'end' if kind == 'counter' else 'not end'} in _total")
    print("\n".join(sorted(set(breaches))) or f"{len(metrics)} metrics exported; rules, tests and dashboard name only those")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
