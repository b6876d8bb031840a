#!/usr/bin/env python3
"""The same capture gives the same bytes: with 1 and 4 workers, and paced. Alerts and all flow events alike.

Usage: determinism.py SEKISHO ROOT. Exit 1 with the first difference of each capture.
"""
import concurrent.futures
import pathlib
import subprocess
import sys

PACE = "200000"  # times real time: slow enough to make the source wait between packets, fast enough for a day in half a second
VARIANTS = {"4 workers": ["--workers", "4"], "paced": ["--pace", PACE]}


def replay(sekisho, capture, options):
    words = [sekisho, "replay", "-q", "--format", "json", "--alerts", "-", "--flows", "-", *options, str(capture)]
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr.decode()}".encode()
    # stats events tell of the process (queues, bytes in use), which is not the capture's
    return b"\n".join(line for line in done.stdout.splitlines() if b'"event_type":"stats"' not in line)


def compare(sekisho, capture):
    base = replay(sekisho, capture, [])
    if base.startswith(b"exit"):
        return [f"{capture.name}: {base.decode()}"]
    problems = [] if base else [f"{capture.name}: no events at all"]
    for name, options in VARIANTS.items():
        other = replay(sekisho, capture, options)
        if other == base:
            continue
        pairs = zip(base.splitlines() + [b"(end)"], other.splitlines() + [b"(end)"])
        first = next(((a, b) for a, b in pairs if a != b), (b"?", b"?"))
        problems.append(f"{capture.name}, {name}:\n  {first[0].decode()[:600]}\n  {first[1].decode()[:600]}")
    return problems


def main():
    sekisho, root = sys.argv[1], pathlib.Path(sys.argv[2])
    captures = sorted((root / "pcaps").rglob("*.pcap"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda c: compare(sekisho, c), captures))
    problems = [p for result in results for p in result]
    print("\n".join(problems) or f"{len(captures)} captures, {len(VARIANTS)} variants each: the same bytes")
    sys.exit(1 if problems or not captures else 0)


if __name__ == "__main__":
    main()
