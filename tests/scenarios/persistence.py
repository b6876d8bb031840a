#!/usr/bin/env python3
"""What one run learns the next one knows: two replays with one state_dir; a damaged state is told and left.

Usage: persistence.py SEKISHO ROOT. Exit 1 with a line per breach.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

CAPTURE = "pcaps/malicious/time-scaled-http-24h.pcap"  # fifteen hours: what it meets is learnt once it is over
CONFIG = "network: {{learning: 10h, state_dir: '{state}'}}\n"


def replay(sekisho, root, folder):
    config = folder / "sekisho.yaml"
    config.write_text(CONFIG.format(state=folder))
    done = subprocess.run([sekisho, "replay", "-q", "-c", str(config), "--format", "json", str(root / CAPTURE)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 6):
        sys.exit(f"exit {done.returncode}: {done.stderr}")
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    first = [i["name"] for i in alerts[0]["c2"]["context"]] if alerts else []
    return done, alerts, any(name.startswith("prevalence.") for name in first)


def main():
    sekisho, root = sys.argv[1], pathlib.Path(sys.argv[2])
    breaches = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        state = folder / "knowledge.state"
        _, alerts, knew = replay(sekisho, root, folder)
        if not alerts:
            sys.exit("the capture raises no alert to look at")
        if knew:
            breaches.append("the first run knows what it has not learnt yet")
        if not state.is_file():
            sys.exit("the first run left no state")
        if state.stat().st_mode & 0o077:
            breaches.append("others may read the state")
        _, _, knew = replay(sekisho, root, folder)
        if not knew:
            breaches.append("the second run does not know what the first one learnt")
        whole = state.read_bytes()
        for what, broken in (("changed", whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]), ("cut", whole[: len(whole) // 2]), ("empty", b""), ("foreign", b"x" * 500)):
            state.write_bytes(broken)
            done, _, knew = replay(sekisho, root, folder)
            if knew:
                breaches.append(f"a {what} state was believed")
            if "knowledge.state" not in done.stderr:
                breaches.append(f"a {what} state was not told: {done.stderr!r}")
            if done.returncode != 0:
                breaches.append(f"a {what} state: exit {done.returncode}")
        missing = folder / "missing"
        config = folder / "other.yaml"
        config.write_text(CONFIG.format(state=missing))
        done = subprocess.run([sekisho, "replay", "-q", "-c", str(config), "--format", "json", str(root / CAPTURE)], capture_output=True, text=True, check=False)
        if done.returncode == 0 or str(missing) not in done.stderr:
            breaches.append(f"a state_dir that is not there was not told: {done.returncode} {done.stderr!r}")
    print("\n".join(breaches) or "the second run knows what the first one learnt; damaged states are told and left")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
