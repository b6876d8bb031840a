#!/usr/bin/env python3
"""A sensor on an interface without a single packet ends within a second of SIGTERM, and says what is missing where it cannot start.

Usage: silent_link_test.py SEKISHO. Needs root; exit 77 (skipped) without.
"""
import os
import signal
import sys
import tempfile
import time

from network import Network, sh


def expect(holds, what):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)
    if not holds:
        raise SystemExit(1)


def main():
    sekisho = sys.argv[1]
    if os.geteuid() != 0:
        print("skipped: network namespaces need root; run: sudo make test")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder, Network() as network:
        sh("ip", "-n", network.wire, "link", "add", "quiet0", "type", "veth", "peer", "name", "quiet1")
        for link in ("quiet0", "quiet1"):
            sh("ip", "-n", network.wire, "link", "set", link, "up")
        log = open(folder + "/log", "w+")
        sensor = network.start(network.wire, sekisho, "run", "-i", "quiet0", "-l", folder, stderr=log)
        for _ in range(100):
            time.sleep(0.1)
            log.seek(0)
            if "watching" in log.read():
                break
        sensor.send_signal(signal.SIGTERM)
        begin = time.monotonic()
        code = sensor.wait(timeout=10)
        took = time.monotonic() - begin
        expect(code == 0, f"SIGTERM on a silent link: exit {code}")
        expect(took < 1.0, f"within a second ({took:.2f} s)")
        missing = network.start(network.wire, sekisho, "run", "-i", "nosuch0", "-l", folder, stderr=log)
        expect(missing.wait(timeout=10) == 4, "an interface that does not exist: exit 4")
        log.seek(0)
        text = log.read()
        expect("nosuch0" in text and "quiet0" in text, "the message names it and what there is")


if __name__ == "__main__":
    main()
