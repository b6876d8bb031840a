#!/usr/bin/env python3
"""Holds pcaps/ to its index and to the lab: every capture has a row, every row a capture, every checksum is right, every scenario is recorded, and all stay small.

Usage: check_captures.py ROOT. Exit 1 with a line per breach.
"""
import csv
import hashlib
import pathlib
import sys

MOST_BYTES = 25_000_000
NEEDED = ["label", "client_server", "kind", "tools", "description", "command", "sha256", "origin"]
MARKED = ["time-scaled", "synthetic"]  # kinds that a capture's name must tell


def check_row(name, data, row):
    """Breaches of one capture's row."""
    yield from (f"{name}: {column} is empty" for column in NEEDED if not row[column])  # origin: `lab run NAME`, or the program that made it
    if row["label"] != name.split("/")[0]:
        yield f"{name}: labelled {row['label']}"
    if row["label"] == "malicious" and row["techniques"] in ("", "-"):
        yield f"{name}: malicious, but no technique"
    for word in MARKED:
        if (word in name) != row["kind"].startswith(word):
            yield f"{name}: its kind is {row['kind']}, its name says otherwise"
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        yield f"{name}: checksum differs from index.tsv"


def check_lab(scenarios, rows, excuses):
    """Breaches between the lab's declarations and the index."""
    recorded = {row["origin"].split()[2]: row for row in rows.values() if row["origin"].startswith("lab run ")}
    yield from (f"{name}: its origin is no scenario of the lab" for name in recorded.keys() - scenarios.keys())
    for name, scenario in scenarios.items():
        row = rows.get(scenario.file)
        if row is None:
            yield f"{scenario.file}: a scenario of the lab, but no capture"
            continue
        if (row["label"], row["techniques"]) != (scenario.label, scenario.techniques):
            yield f"{scenario.file}: label or techniques differ from the declaration"
        known = {expectation.words for expectation in scenario.expects}
        yield from (f"{scenario.file}: misses {words}, which the declaration does not expect" for words in excuses(row["misses"]).keys() - known)
    counts = {label: sum(s.label == label for s in scenarios.values()) for label in ("malicious", "benign")}
    if counts["benign"] < counts["malicious"] or counts["malicious"] < 60:
        yield f"{counts}: the lab wants 60 of each at least, and not fewer benign than malicious ones"


def main():
    root = pathlib.Path(sys.argv[1])
    folder = root / "pcaps"
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(folder / "lab"))
    from engine.declaration import REGISTER
    from engine.verify import excuses

    breaches, total = [], 0
    with open(folder / "index.tsv", newline="") as f:
        listed = [{k: v or "" for k, v in row.items()} for row in csv.DictReader(f, delimiter="\t")]
    rows = {row["file"]: row for row in listed}
    breaches += [f"{name}: several rows" for name in rows if sum(row["file"] == name for row in listed) > 1]
    files = {str(p.relative_to(folder)): p for p in folder.rglob("*.pcap*")}
    breaches += [f"{name}: no row in index.tsv" for name in files.keys() - rows.keys()]
    breaches += [f"{name}: a row, but no capture" for name in rows.keys() - files.keys()]
    for name in sorted(files.keys() & rows.keys()):
        data = files[name].read_bytes()
        total += len(data)
        breaches += check_row(name, data, rows[name])
    breaches += check_lab(REGISTER.load(), rows, excuses)
    if total > MOST_BYTES:
        breaches.append(f"{total} bytes of captures; at most {MOST_BYTES}")
    print("\n".join(breaches) or f"{len(files)} captures, {total} bytes, all as the index says")
    sys.exit(1 if breaches or not files else 0)


if __name__ == "__main__":
    main()
