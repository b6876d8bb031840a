#!/usr/bin/env python3
"""What a replay costs, beside ndpiReader and the bare libpcap loop, on the same file, in the same run.

Usage: bench.py BUILD_DIR [CAPTURE…]        (default: tests/bench/mix.tsv, an office with its bulk transfers and a few C2 channels)

The captures are joined into one file of at least --packets packets; each copy gets addresses of its own, so that flows stay apart.
CPU seconds are user + system of the whole process, the best of --rounds; machines are noisy, so only the ratios mean much.
"""
import argparse
import csv
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GLOBAL = struct.Struct("<IHHiIII")
PACKET = struct.Struct("<IIII")
FIVE = ("beacon", "dns_tunnel", "icmp_tunnel", "long_session", "nonstandard_port")  # what the others' cost is held against
ROUND = 3600  # seconds; what a capture holds beyond is drawn to that second


def read_pcap(path):
    """(seconds, microseconds, bytes, wire length) of each packet of an Ethernet pcap; others are left out."""
    data = path.read_bytes()
    if len(data) < 24 or struct.unpack("<I", data[:4])[0] not in (0xA1B2C3D4, 0xA1B23C4D):
        return []
    nano = struct.unpack("<I", data[:4])[0] == 0xA1B23C4D
    if struct.unpack("<I", data[20:24])[0] & 0xFFFF != 1:
        return []
    packets, at = [], 24
    while at + 16 <= len(data):
        sec, frac, caplen, wire = PACKET.unpack_from(data, at)
        packets.append((sec, frac // 1000 if nano else frac, data[at + 16:at + 16 + caplen], wire))
        at += 16 + caplen
    return packets


def moved(frame, copy):
    """The frame with its IPv4 addresses moved by the copy's number (checksums are not looked at by any of the readers)."""
    if copy == 0 or len(frame) < 34 or frame[12:14] != b"\x08\x00":
        return frame
    shift = bytes([(copy >> 8) & 0x3F, copy & 0xFF])
    source = bytes([frame[26], frame[27] ^ shift[0], frame[28] ^ shift[1], frame[29]])
    target = bytes([frame[30], frame[31] ^ shift[0], frame[32] ^ shift[1], frame[33]])
    return frame[:26] + source + target + frame[34:]


def read_mix(table):
    """[(capture, copies in a round)] of mix.tsv."""
    with open(table, newline="") as f:
        return [(ROOT / row["capture"], int(row["copies"])) for row in csv.DictReader(f, delimiter="\t")]


def make_mix(captures, least, target):
    """Writes the mix; the number of packets. @p captures are (path, copies); the captures of a round begin together, each copy with addresses of
    its own, and the rounds follow each other, so that packet time never goes back."""
    files = [packets for path, copies in captures for packets in [read_pcap(path)] * copies if packets]
    if not files:
        sys.exit("no Ethernet pcap among the captures")
    order = sorted((min(s - f[0][0], ROUND), us, i, n) for i, f in enumerate(files) for n, (s, us, _, _) in enumerate(f))
    count, rounds, begin = 0, 0, 1_700_000_000
    with open(target, "wb") as out:
        out.write(GLOBAL.pack(0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        while count < least:
            for second, us, i, n in order:
                frame = moved(files[i][n][2], rounds * len(files) + i)
                out.write(PACKET.pack(begin + second, us, len(frame), files[i][n][3]))
                out.write(frame)
            count += len(order)
            begin += ROUND + 1
            rounds += 1
    return count


def cost(words, rounds):
    """Best CPU seconds and highest peak memory (MB) of @p rounds runs."""
    best, peak = float("inf"), 0
    for _ in range(rounds):
        process = subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"{' '.join(map(str, words))}: wait status {status}")
        best = min(best, usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / 1024)
    return best, peak


def only(names, program, target):
    """Writes a configuration with the detectors @p names alone switched on."""
    listed = json.loads(subprocess.run([program, "detectors", "--json"], check=True, capture_output=True, text=True).stdout)["detectors"]
    off = "".join(f"  {d['name']}: {{enabled: false}}\n" for d in listed if d["name"] not in names)
    target.write_text(f"detectors:\n{off}")


def last_stats(path):
    """The last stats event of an EVE file: metrics by name, labels left out."""
    last = None
    with open(path) as f:
        for line in f:
            if '"event_type":"stats"' in line:
                last = line
    return json.loads(last)["stats"] if last else {}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("build", type=pathlib.Path)
    options.add_argument("captures", nargs="*", type=pathlib.Path)
    options.add_argument("--packets", type=int, default=1_500_000)
    options.add_argument("--rounds", type=int, default=3)
    args = options.parse_args()
    captures = [(path, 1) for path in args.captures] or read_mix(pathlib.Path(__file__).with_name("mix.tsv"))
    with tempfile.TemporaryDirectory() as folder:
        mix = pathlib.Path(folder) / "mix.pcap"
        packets = make_mix(captures, args.packets, mix)
        print(f"{len(captures)} captures, {packets} packets of {mix.stat().st_size / packets:.0f} bytes, {mix.stat().st_size / 1e6:.0f} MB")
        eve = pathlib.Path(folder) / "eve.json"
        sekisho = [args.build / "sekisho", "replay", "-q", "--format", "json", "--alerts", eve, "--flows", eve, mix]
        rows = [("libpcap loop", [args.build / "tests/bench/pcap_loop", mix])]
        if shutil.which("ndpiReader"):
            rows.append(("ndpiReader -q", ["ndpiReader", "-q", "-i", mix]))
        rows.append(("sekisho replay", sekisho))
        five = pathlib.Path(folder) / "five.yaml"
        only(FIVE, args.build / "sekisho", five)
        other = pathlib.Path(folder) / "five.json"
        rows.append(("sekisho, five detectors", [args.build / "sekisho", "replay", "-c", five, "-q", "--format", "json", "--alerts", other, "--flows", other, mix]))
        figures = {}
        print(f"{'':24} {'CPU s':>8} {'ns/packet':>10} {'packets/s':>12} {'peak MB':>8}")
        for name, words in rows:
            seconds, peak = figures[name] = cost(words, args.rounds)
            print(f"{name:24} {seconds:8.2f} {seconds / packets * 1e9:10.0f} {packets / max(seconds, 1e-9):12.0f} {peak:8.0f}")
        if "ndpiReader -q" in figures:
            print(f"sekisho / ndpiReader     {figures['sekisho replay'][0] / figures['ndpiReader -q'][0]:8.2f}  (DPI, all detectors and EVE output on)")
            print(f"  with five detectors    {figures['sekisho, five detectors'][0] / figures['ndpiReader -q'][0]:8.2f}")
        print(f"all detectors / five     {figures['sekisho replay'][0] / figures['sekisho, five detectors'][0]:8.2f}")
        report_state(last_stats(eve))


def report_state(stats):
    """Bytes of a flow; nanoseconds an event and bytes of state by detector."""
    print(f"bytes of a flow          {stats.get('sekisho_flow_entry_bytes')}")
    events = stats.get("sekisho_detector_sampled_events_total", {})
    spent = stats.get("sekisho_detector_sampled_nanoseconds_total", {})
    held = stats.get("sekisho_detector_bytes", {})
    print(f"{'':24} {'ns/event':>8} {'state kB':>10}")
    for label in sorted(events):
        if events[label]:
            print(f"  {label.partition('=')[2]:22} {spent[label] / events[label]:8.0f} {held[label] / 1000:10.0f}")


if __name__ == "__main__":
    main()
