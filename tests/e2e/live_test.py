#!/usr/bin/env python3
"""End to end: a client and a server in namespaces, a mirror port, `sekisho run`, and a real Prometheus.

Usage: live_test.py SEKISHO VALIDATOR. Needs root. Exit 0 when everything held, 77 (skipped) where namespaces cannot be made.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from network import Network, sh

SECONDS = 50  # of traffic: 25 beats and some 240 tunnel queries
HERE = pathlib.Path(__file__).parent

CONFIG = """\
sensor:
  name: e2e
outputs:
  eve:
    path: {folder}/eve.json
web:
  listen: 127.0.0.1:9477
"""

PROMETHEUS = """\
global:
  scrape_interval: 1s
scrape_configs:
  - job_name: sekisho
    static_configs:
      - targets: ["127.0.0.1:9477"]
"""


def expect(holds, what):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)
    if not holds:
        raise SystemExit(1)


def wait_for(what, probe, patience=20):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if result := probe():
            print("ok    " + what, flush=True)
            return result
        time.sleep(0.1)
    expect(False, f"{what} within {patience} s")


def records(folder):
    """All EVE events, of the renamed file and the one after it."""
    events = []
    for path in sorted(folder.glob("eve*.json*")):
        events += [json.loads(line) for line in path.read_text().splitlines()]
    return events


class Sensor:
    def __init__(self, network, sekisho, folder):
        self.network, self.folder = network, folder
        self.config = folder / "sekisho.yaml"
        self.config.write_text(CONFIG.format(folder=folder))
        self.log = open(folder / "sensor.log", "w")
        self.process = network.start(network.wire, sekisho, "run", "-i", "mirror0", "-c", self.config, stderr=self.log)

    def fetch(self, path):
        return self.network.run(self.network.wire, "curl", "-s", "-m", "3", "-w", "\n%{http_code}", f"http://127.0.0.1:9477{path}", check=False).rsplit("\n", 1)

    def metric(self, name):
        """Sum over the labels."""
        lines = [l for l in self.fetch("/metrics")[0].splitlines() if l.startswith(name + "{") or l.startswith(name + " ")]
        return sum(float(l.rsplit(" ", 1)[1]) for l in lines)

    def signal(self, which):
        self.process.send_signal(which)


def prometheus_value(network, query):
    text = network.run(network.wire, "curl", "-s", "-m", "3", "-G", "--data-urlencode", f"query={query}", "http://127.0.0.1:9090/api/v1/query", check=False)
    try:
        result = json.loads(text)["data"]["result"]
    except (ValueError, KeyError):
        return 0
    return float(result[0]["value"][1]) if result else 0


def start_prometheus(network, folder):
    (folder / "prometheus.yml").write_text(PROMETHEUS)
    network.start(network.wire, "prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
                  "--web.listen-address=127.0.0.1:9090", stderr=open(folder / "prometheus.log", "w"))


def check_reloads(sensor):
    good = sensor.config.read_text()
    sensor.config.write_text(good + "detectors:\n  beacon:\n    min_contact: 3\n")
    sensor.signal(signal.SIGHUP)
    wait_for("a bad configuration is refused", lambda: sensor.metric('sekisho_config_reloads_total{result="failure"}') == 1)
    log = (sensor.folder / "sensor.log").read_text()
    expect("min_contact" in log and "sekisho.yaml:" in log, "the refusal names file, line and key")
    sensor.config.write_text(good)
    os.rename(sensor.folder / "eve.json", sensor.folder / "eve.json.1")
    sensor.signal(signal.SIGHUP)
    wait_for("a good one is taken", lambda: sensor.metric('sekisho_config_reloads_total{result="success"}') == 1)
    wait_for("the renamed event file is let go", lambda: (sensor.folder / "eve.json").exists())


def check_alerts(events):
    alerts = [e for e in events if e["event_type"] == "alert"]
    for detector, server in (("beacon", Network.C2), ("dns_tunnel", Network.DNS)):
        found = [a for a in alerts if a["c2"]["detector"] == detector and a["src_ip"] == Network.CLIENT and a["dest_ip"] == server]
        expect(found, f"{detector} alerted on {server}")
    loud = [a for a in alerts if a["dest_ip"] == Network.NEWS and a["alert"]["severity"] <= 2]
    expect(not loud, "reading news raised no medium alert")


def check_nothing_lost(events, sent):
    finals = [e for e in events if e["event_type"] == "flow" and e["flow"]["reason"] != "active"]
    ids = [(e["flow_id"], e["flow"]["start"]) for e in finals]
    expect(len(ids) == len(set(ids)), "every flow has one final record")
    web = {server: sum(e["dest_ip"] == server and e["proto"] == "TCP" for e in finals) for server in (Network.C2, Network.NEWS)}
    expect(web[Network.C2] == sent["beats"], f"{sent['beats']} beats, {web[Network.C2]} flows to the controller")
    expect(web[Network.NEWS] == sent["pages"], f"{sent['pages']} pages, {web[Network.NEWS]} flows to the news")
    queries = sum(e["event_type"] == "dns" and e["dns"]["type"] == "query" for e in events)
    asked = sent["tunnel_queries"] + sent["name_queries"]
    expect(queries == asked, f"{asked} queries sent, {queries} recorded")


def main():
    sekisho, validator = sys.argv[1:3]
    if os.geteuid() != 0 or sh("ip", "netns", "list", check=False).returncode != 0:
        print("skipped: network namespaces need root; run: sudo make test")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name, Network() as network:
        folder = pathlib.Path(name)
        servers = network.start(network.server, sys.executable, HERE / "traffic.py", "serve", stdout=subprocess.PIPE, text=True)
        expect(servers.stdout.readline() == "serving\n", "the servers are up")
        sensor = Sensor(network, sekisho, folder)
        start_prometheus(network, folder)
        try:
            scenario(network, sensor, folder, validator)
        except BaseException:
            print((folder / "sensor.log").read_text())
            raise


def scenario(network, sensor, folder, validator):
    wait_for("healthz answers", lambda: sensor.fetch("/healthz")[-1] == "200")
    expect(sensor.fetch("/readyz")[-1] == "503", "not ready before the first packet")
    summary = folder / "sent.json"
    driver = network.start(network.client, sys.executable, HERE / "traffic.py", "drive", SECONDS, summary)
    wait_for("ready once packets flow", lambda: sensor.fetch("/readyz")[-1] == "200")
    time.sleep(SECONDS / 2)
    check_reloads(sensor)
    driver.wait(timeout=SECONDS + 30)
    sent = json.loads(summary.read_text())
    for detector in ("beacon", "dns_tunnel"):
        wait_for(f"Prometheus knows of {detector}'s alert", lambda d=detector: prometheus_value(network, f'sum(sekisho_alerts_total{{detector="{d}"}})') > 0)
    expect(prometheus_value(network, "up") == 1, "Prometheus scrapes the sensor")
    expect(sensor.metric("sekisho_capture_kernel_drops_total") == 0, "the kernel dropped nothing")
    expect(sensor.metric("sekisho_queue_dropped_total") + sensor.metric("sekisho_events_dropped_total") == 0, "no queue dropped anything")
    sensor.signal(signal.SIGTERM)
    begin = time.monotonic()
    expect(sensor.process.wait(timeout=15) == 0, f"SIGTERM ends the sensor with 0 ({time.monotonic() - begin:.1f} s)")
    events = records(folder)
    check_alerts(events)
    check_nothing_lost(events, sent)
    expect(any(e["event_type"] == "stats" for e in events), "stats events are written")
    valid = subprocess.run([sys.executable, validator, *map(str, sorted(folder.glob("eve*.json*")))], check=False)
    expect(valid.returncode == 0, f"{len(events)} events fit their schema")


if __name__ == "__main__":
    main()
