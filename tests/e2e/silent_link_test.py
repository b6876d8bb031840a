#!/usr/bin/env python3
"""The sensor on links that say little, go down, vanish and come back: what it survives, how fast it ends, and what it says where it cannot start.

Usage: silent_link_test.py SEKISHO. Needs root; exit 77 (skipped) without.
"""
import os
import pathlib
import pwd
import signal
import subprocess
import sys
import tempfile
import time

from network import Network, sh

# Sends datagrams from quiet1, so that quiet0 has something to see. Arguments: interface, how many.
SENDER = """
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((sys.argv[1], 0))
for i in range(int(sys.argv[2])):
    udp = struct.pack(">HHHH", 1000 + i, 9, 12, 0) + b"ping"
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), i, 0, 64, 17, 0, bytes([10, 0, 0, 1]), bytes([198, 51, 100, 7]))
    s.send(bytes([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0]) + ip + udp)
"""


def expect(holds, what):
    print(("ok    " if holds else "FAIL  ") + what, flush=True)
    if not holds:
        raise SystemExit(1)


def wait_for(what, probe, patience=20):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if probe():
            print("ok    " + what, flush=True)
            return
        time.sleep(0.05)
    expect(False, f"{what} within {patience} s")


class Sensor:
    def __init__(self, network, sekisho, folder, *words):
        self.network, self.folder = network, pathlib.Path(folder)
        self.log_path = self.folder / "log"
        self.log = open(self.log_path, "w")
        self.process = network.start(network.wire, sekisho, "run", "-l", folder, *words, stderr=self.log)

    def says(self, text):
        return text in self.log_path.read_text()

    def metric(self, name):
        text = self.network.run(self.network.wire, "curl", "-s", "-m", "3", "http://127.0.0.1:9477/metrics", check=False)
        return sum(float(l.rsplit(" ", 1)[1]) for l in text.splitlines() if l.startswith((name + " ", name + "{")))

    def ends_within_a_second(self, what):
        self.process.send_signal(signal.SIGTERM)
        begin = time.monotonic()
        code = self.process.wait(timeout=15)
        took = time.monotonic() - begin
        expect(code == 0 and took < 1.0, f"SIGTERM {what}: exit {code} after {took:.2f} s")


def make_link(network):
    sh("ip", "-n", network.wire, "link", "add", "quiet0", "type", "veth", "peer", "name", "quiet1")
    for link in ("quiet0", "quiet1"):
        sh("ip", "netns", "exec", network.wire, "sysctl", "-qw", f"net.ipv6.conf.{link}.disable_ipv6=1")
        sh("ip", "-n", network.wire, "link", "set", link, "up")


def send(network, count):
    network.run(network.wire, sys.executable, "-c", SENDER, "quiet1", count)


def silence(network, sekisho, folder):
    sensor = Sensor(network, sekisho, folder, "-i", "quiet0", "not", "port", "22")
    wait_for("a silent link is watched", lambda: sensor.says("watching quiet0"))
    expect(sensor.says('filter "not port 22"'), "through the filter of the command line")
    sensor.ends_within_a_second("on a silent link")


def comes_and_goes(network, sekisho, folder):
    packets = "sekisho_decoded_packets_total"
    sensor = Sensor(network, sekisho, folder, "-i", "quiet0")
    wait_for("the sensor is up", lambda: sensor.says("watching quiet0"))
    send(network, 5)
    wait_for("packets are seen", lambda: sensor.metric(packets) == 5)
    sh("ip", "-n", network.wire, "link", "set", "quiet0", "down")
    wait_for("a link that is down is counted as down", lambda: sensor.metric("sekisho_capture_interfaces_up") == 0)
    sh("ip", "-n", network.wire, "link", "set", "quiet0", "up")
    wait_for("and as up again", lambda: sensor.metric("sekisho_capture_interfaces_up") == 1)
    send(network, 5)
    wait_for("packets after it was down are seen", lambda: sensor.metric(packets) == 10)
    sh("ip", "-n", network.wire, "link", "del", "quiet0")
    wait_for("a link that is gone is counted as down", lambda: sensor.metric("sekisho_capture_interfaces_up") == 0)
    expect(sensor.process.poll() is None, "the sensor waits for it")
    make_link(network)
    wait_for("another of that name is opened", lambda: sensor.metric("sekisho_capture_reopens_total") == 1 and sensor.metric("sekisho_capture_interfaces_up") == 1)
    send(network, 5)
    wait_for("packets of the new one are seen", lambda: sensor.metric(packets) == 15)
    sh("ip", "-n", network.wire, "link", "set", "quiet0", "down")
    wait_for("down once more", lambda: sensor.metric("sekisho_capture_interfaces_up") == 0)
    sensor.ends_within_a_second("while the link is down")
    sh("ip", "-n", network.wire, "link", "set", "quiet0", "up")


def gives_up_root(network, sekisho, folder):
    account = pwd.getpwnam("nobody")
    home = pathlib.Path(folder) / "nobodys"
    home.mkdir()
    os.chown(home, account.pw_uid, account.pw_gid)
    os.chmod(folder, 0o755)
    config = pathlib.Path(folder) / "c.yaml"
    config.write_text("sensor: {run_as: nobody}\n")
    sensor = Sensor(network, sekisho, home, "-i", "quiet0", "-c", config)
    wait_for("started as root, with run_as", lambda: sensor.says("watching quiet0"))
    status = dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{sensor.process.pid}/status").read_text().splitlines() if ":\t" in line)
    expect(set(status["Uid"].split()) == {str(account.pw_uid)}, "it is nobody")
    allowed = (1 << 13) | (1 << 12)  # CAP_NET_RAW, CAP_NET_ADMIN
    expect(int(status["CapPrm"], 16) & ~allowed == 0 and int(status["CapEff"], 16) & ~allowed == 0, f"with capabilities {status['CapPrm']} alone")
    expect(status["NoNewPrivs"].strip() == "1", "and can gain none")
    expect((home / "eve.json").stat().st_uid == account.pw_uid, "its files are nobody's")
    os.rename(home / "eve.json", home / "eve.json.1")
    sensor.process.send_signal(signal.SIGHUP)
    wait_for("it can reopen them", lambda: (home / "eve.json").exists())
    sensor.ends_within_a_second("after that")


def reload_says_what_waits(network, sekisho, folder):
    config = pathlib.Path(folder) / "r.yaml"
    config.write_text("flow: {tcp_new: 5s}\n")
    sensor = Sensor(network, sekisho, folder, "-i", "quiet0", "-c", config)
    wait_for("the sensor is up", lambda: sensor.says("watching quiet0"))
    config.write_text("flow: {tcp_new: 6s}\nalerts: {minimum: high}\n")
    sensor.process.send_signal(signal.SIGHUP)
    wait_for("a reload is taken", lambda: sensor.says("configuration reloaded"))
    expect(sensor.says("flow.tcp_new takes effect at the next start"), "what has to wait is said")
    expect(not sensor.says("alerts.minimum takes"), "what was taken is not")
    sensor.ends_within_a_second("after a reload")


def a_hanging_output(network, sekisho, folder):
    """A pipe whose reader does not read: alerts cannot be written, and still signals are heard."""
    pipe = pathlib.Path(folder) / "pipe"
    os.mkfifo(pipe)
    config = pathlib.Path(folder) / "h.yaml"
    config.write_text(f"outputs: {{queue: 1, eve: {{path: {pipe}, types: [flow, stats]}}}}\n" "sensor: {stats_interval: 1s}\nflow: {udp_new: 1s}\n")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    log = open(pathlib.Path(folder) / "log", "w")
    process = network.start(network.wire, sekisho, "run", "-i", "quiet0", "-c", config, stderr=log)
    says = lambda text: text in (pathlib.Path(folder) / "log").read_text()
    wait_for("an output that nobody reads is opened", lambda: says("watching quiet0"))
    for _ in range(8):
        send(network, 2000)
        time.sleep(0.6)
    for _ in range(3):
        process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
    wait_for("reloads go on", lambda: says("configuration reloaded"))
    process.send_signal(signal.SIGTERM)
    wait_for("SIGTERM is heard", lambda: says("draining"), patience=2)
    begin = time.monotonic()
    code = process.wait(timeout=20)
    expect(time.monotonic() - begin < 12, f"and ends it within the deadline: exit {code} after {time.monotonic() - begin:.1f} s")
    os.close(reader)


def refusals(network, sekisho, folder):
    def run(*words, logs=folder):
        return subprocess.run(["ip", "netns", "exec", network.wire, sekisho, "run", "-l", logs, *words], capture_output=True, text=True, timeout=20, check=False)

    missing = run("-i", "nosuch0")
    expect(missing.returncode == 4 and "nosuch0" in missing.stderr and "quiet0" in missing.stderr, "no such interface: exit 4, naming those there are")
    sh("ip", "-n", network.wire, "link", "set", "quiet0", "down")
    down = run("-i", "quiet0")
    expect(down.returncode == 4 and "ip link set quiet0 up" in down.stderr, "an interface that is down: exit 4 and the remedy")
    sh("ip", "-n", network.wire, "link", "set", "quiet0", "up")
    wrong = run("-i", "quiet0", "tcp prot 80")
    expect(wrong.returncode == 4 and "tcp prot 80" in wrong.stderr, "a filter that does not compile: exit 4, naming it")
    nowhere = run("-i", "quiet0", logs=folder + "/none")
    expect(nowhere.returncode == 6 and "none/eve.json" in nowhere.stderr, "a folder that is not there: exit 6, naming it")


def main():
    sekisho = sys.argv[1]
    if os.geteuid() != 0:
        print("skipped: network namespaces need root; run: sudo make test")
        sys.exit(77)
    with Network() as network:
        make_link(network)
        for story in (silence, comes_and_goes, gives_up_root, reload_says_what_waits, a_hanging_output, refusals):
            with tempfile.TemporaryDirectory() as folder:
                try:
                    story(network, sekisho, folder)
                except BaseException:
                    print((pathlib.Path(folder) / "log").read_text() if (pathlib.Path(folder) / "log").exists() else "no log")
                    raise


if __name__ == "__main__":
    main()
