#!/usr/bin/env python3
"""Holds pcaps/ to its index: every capture has a row, every row a capture, every checksum is right, and all stay small.

Usage: check_captures.py ROOT. Exit 1 with a line per breach.
"""
import csv
import hashlib
import pathlib
import sys

MOST_BYTES = 25_000_000
NEEDED = ["label", "client_server", "kind", "tools", "description", "command", "sha256"]


def main():
    folder = pathlib.Path(sys.argv[1]) / "pcaps"
    breaches, total = [], 0
    with open(folder / "index.tsv", newline="") as f:
        rows = {row["file"]: row for row in csv.DictReader(f, delimiter="\t")}
    files = {str(p.relative_to(folder)): p for p in folder.rglob("*.pcap*")}
    breaches += [f"{name}: no row in index.tsv" for name in files.keys() - rows.keys()]
    breaches += [f"{name}: a row, but no capture" for name in rows.keys() - files.keys()]
    for name in sorted(files.keys() & rows.keys()):
        data, row = files[name].read_bytes(), rows[name]
        total += len(data)
        breaches += [f"{name}: {column} is empty" for column in NEEDED if not row[column]]
        if row["label"] != name.split("/")[0]:
            breaches.append(f"{name}: labelled {row['label']}")
        if row["label"] == "malicious" and row["techniques"] in ("", "-"):
            breaches.append(f"{name}: malicious, but no technique")
        if hashlib.sha256(data).hexdigest() != row["sha256"]:
            breaches.append(f"{name}: checksum differs from index.tsv")
    if total > MOST_BYTES:
        breaches.append(f"{total} bytes of captures; at most {MOST_BYTES}")
    print("\n".join(breaches) or f"{len(files)} captures, {total} bytes, all as the index says")
    sys.exit(1 if breaches or not files else 0)


if __name__ == "__main__":
    main()
