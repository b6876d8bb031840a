#!/usr/bin/env python3
"""The lab rebuilds captures that the sensor judges as declared, and leaves nothing behind, also when it is interrupted.

Usage: lab_test.py SEKISHO ROOT. Exit 77 (skipped) without root or without the tools (deploy/setup.sh test installs them).
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

REBUILT = ["revshell-ncat-4444", "icmp-ptunnel-ssh", "dns-iodine-null", "ssh-on-443", "ping-pmtu", "dns-spf-dkim", "synthetic-ntp-3d-1024s"]
NEEDED = ["nsd", "dnsmasq", "tcpdump", "ncat", "ptunnel", "iodine", "ssh", "dig", "ping", "unshare", "setpriv"]
INTERRUPT_AFTER = 8  # seconds: the networks stand, the scenarios are half-way


def traces(lab: int) -> list[str]:
    """What a lab that ran as process @p lab would leave: its folder, namespaces' first processes, programs that run its code."""
    found = [str(p) for p in pathlib.Path(tempfile.gettempdir()).glob(f"sekisho-lab-{lab}-*")]
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"sekisho-lab-{lab}-" in words:
            found.append(f"process {process.name}: {words}")
    return found


def namespaces_of(lab: int) -> set[str]:
    """Network namespaces of process @p lab's descendants. On this machine others may be at work; these are the lab's own."""
    parents = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    own, found = os.readlink("/proc/self/ns/net"), set()
    for process in parents:
        ancestor = process
        while ancestor in parents and ancestor != lab:
            ancestor = parents[ancestor]
        if ancestor == lab:
            try:
                found.add(os.readlink(f"/proc/{process}/ns/net"))
            except OSError:
                continue
    return found - {own}


def alive(namespaces: set[str]) -> set[str]:
    """Those of @p namespaces that some process is still in."""
    found = set()
    for link in pathlib.Path("/proc").glob("[0-9]*/ns/net"):
        try:
            found.add(os.readlink(link))
        except OSError:
            continue
    return namespaces & found


def main() -> None:
    sekisho, root = sys.argv[1], pathlib.Path(sys.argv[2])
    lab = str(root / "pcaps/lab/lab")
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    if os.geteuid() != 0 or any(shutil.which(tool, path=path) is None for tool in NEEDED) or subprocess.run(["unshare", "--net", "true"], check=False).returncode:
        print("skipped: needs root, namespaces and the lab's tools")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.Popen([lab, "run", *REBUILT, "--out", out])
        assert done.wait() == 0, "a scenario failed"
        assert not traces(done.pid), traces(done.pid)
        subprocess.run([lab, "verify", *REBUILT, "--in", out, "--sekisho", sekisho], check=True)
    with tempfile.TemporaryDirectory() as out:
        stopped = subprocess.Popen([lab, "run", *REBUILT[:4], "--out", out])
        time.sleep(INTERRUPT_AFTER)
        namespaces = namespaces_of(stopped.pid)
        assert len(namespaces) > len(REBUILT[:4]), "the lab was expected to be at work"
        stopped.send_signal(signal.SIGINT)
        assert stopped.wait(30) == 130
        for _ in range(50):  # the kernel takes a moment to end a namespace's processes
            if not alive(namespaces):
                break
            time.sleep(0.1)
        assert not alive(namespaces) and not traces(stopped.pid), f"left behind: {alive(namespaces)} {traces(stopped.pid)}"
        assert not list(pathlib.Path(out).rglob("*.pcap")), "a capture of an interrupted run"
    print(f"{len(REBUILT)} captures rebuilt and as declared; nothing left behind, nor after an interruption")


if __name__ == "__main__":
    main()
