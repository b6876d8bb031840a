#!/usr/bin/env python3
"""Replays every capture and holds each event to the schema.

Usage: check_replays.py SEKISHO ROOT. Exit 1 with the first problems of each capture.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

import validate_events


def check(sekisho, capture):
    """(events by type, problems) of one capture."""
    words = [sekisho, "replay", "-q", "--format", "json", "--alerts", "-", "--flows", "-", str(capture)]
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode != 0:
        return {}, [f"{capture.name}: exit {done.returncode}: {done.stderr.decode(errors='replace')}"]
    lines = done.stdout.splitlines(keepends=True)
    if not lines:
        return {}, [f"{capture.name}: no events"]
    _, problems = validate_events.validate(validate_events.Validator(), capture.name, lines)
    return collections.Counter(json.loads(line).get("event_type") for line in lines) if not problems else {}, problems


def main():
    sekisho, root = sys.argv[1], pathlib.Path(sys.argv[2])
    captures = sorted((root / "pcaps").rglob("*.pcap"))
    types, problems = collections.Counter(), []
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for counts, found in pool.map(check, [sekisho] * len(captures), captures):
            types.update(counts)
            problems += found
    if not problems:
        problems = [f"no capture gives a {t} event" for t in ("alert", "flow", "dns", "tls", "http", "stats") if types[t] == 0]
    print("\n".join(problems) or f"{len(captures)} captures: " + ", ".join(f"{n} {t}" for t, n in types.most_common()))
    sys.exit(1 if problems or not captures else 0)


if __name__ == "__main__":
    main()
