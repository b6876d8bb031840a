#!/usr/bin/env python3
"""What a capture's packets show is found again in its Zeek logs, in every form of them, and what its packets leave quiet stays quiet.

Usage: from_logs.py SEKISHO ROOT. Exit 1 with a line per breach.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[2])
sys.path += [str(ROOT / "tests/support"), str(ROOT / "tests/contract/events")]
import validate_events  # noqa: E402
import zeek_logs  # noqa: E402

# Capture, detector, and what it must raise from the logs at least: level and ATT&CK id.
FOUND = [
    ("malicious/http-beacon-j30.pcap", "beacon", "low", "T1071.001"),
    ("malicious/ipv6-https-beacon.pcap", "beacon", "medium", "T1071.001"),
    ("malicious/udp-beacon.pcap", "beacon", "low", "T1095"),
    ("malicious/time-scaled-ssh-R-6h.pcap", "long_session", "medium", "T1572"),
    ("malicious/dns-iodine-txt.pcap", "dns_tunnel", "critical", "T1071.004"),
    ("malicious/dns-exfil-hex-slow.pcap", "dns_tunnel", "high", "T1071.004"),
    ("malicious/tls-port-53.pcap", "nonstandard_port", "low", "T1571"),
]
QUIET = ["benign/http-browse.pcap", "benign/mix-office-benign.pcap", "benign/dns-cdn-names.pcap", "benign/ssh-admin-22.pcap"]
LEVELS = ["info", "low", "medium", "high", "critical"]


def replay(sekisho, *words):
    done = subprocess.run([sekisho, "replay", "-q", "--format", "json", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{words}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def judged(text):
    """What the alerts say, without where they come from."""
    return [(e["c2"]["detector"], e["c2"]["level"], e["c2"]["score"], e["src_ip"], e["dest_ip"]) for e in map(json.loads, text.splitlines())]


def breaches(sekisho, folder):
    for name, detector, level, technique in FOUND:
        capture, logs, lines = ROOT / "pcaps" / name, folder / f"{pathlib.Path(name).stem}.tsv", folder / f"{pathlib.Path(name).stem}.json"
        for target, form in ((logs, {"packed": True}), (lines, {"as_json": True})):
            target.mkdir()
            zeek_logs.convert(sekisho, capture, target, **form)
        out = replay(sekisho, logs)
        hits = [e for e in map(json.loads, out.splitlines()) if e["c2"]["detector"] == detector and LEVELS.index(e["c2"]["level"]) >= LEVELS.index(level)]
        if not any(technique in e["alert"]["metadata"]["mitre_technique_id"] for e in hits):
            yield f"{name}: no {level} {detector} alert with {technique} from its logs; {judged(out)}"
        clients = {a[3] for a in judged(replay(sekisho, capture)) if a[0] == detector}
        if not {e["src_ip"] for e in hits} <= clients:
            yield f"{name}: {detector} names {[e['src_ip'] for e in hits]} from the logs and {clients} from the packets"
        if judged(out) != judged(replay(sekisho, lines)):
            yield f"{name}: the two forms of its logs are judged differently"
        if len(list(logs.iterdir())) > 1 and judged(out) != judged(replay(sekisho, *sorted(logs.iterdir(), reverse=True))):
            yield f"{name}: the order in which logs are named matters"
        validator = validate_events.Validator()
        for line in replay(sekisho, "--flows", "-", logs).splitlines(keepends=True):
            problems = (validator.problems(line.encode()))
            if problems:
                yield f"{name}: {problems[0]}: {line}"
                break
    for name in QUIET:
        logs = folder / pathlib.Path(name).stem
        logs.mkdir()
        zeek_logs.convert(sekisho, ROOT / "pcaps" / name, logs)
        said = {(a[0], a[3]) for a in judged(replay(sekisho, ROOT / "pcaps" / name))}
        if more := [a for a in judged(replay(sekisho, logs)) if (a[0], a[3]) not in said]:
            yield f"{name}: alerts from its logs that its packets do not raise: {more}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        found = list(breaches(sys.argv[1], pathlib.Path(folder)))
    print("\n".join(found) or f"{len(FOUND)} captures are found and {len(QUIET)} are quiet by their logs")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
