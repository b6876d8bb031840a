"""One scenario, in the namespaces that engine.runner made for it. Prints one line of JSON about the capture it wrote.

Usage: inside NAME CAPTURE. This process is the first of its PID namespace: when it ends, however it ends, everything that the run started ends with it.
"""
from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import traceback

from engine import addresses as at
from engine import capture
from engine.declaration import REGISTER, Scenario
from engine.hosts import LAB, PATH, WORK, LabError
from engine.journal import Journal
from engine.network import Mirror, Network

LOG_TAIL, MOST_LOGS = 12, 15  # lines of a log, and logs, that are shown when a run fails


def versions(packages: tuple[str, ...]) -> str:
    """`package version` as dpkg knows them."""
    ask = ["dpkg-query", "-W", "-f", "${Version}"]
    found = {p: subprocess.run([*ask, p], capture_output=True, text=True, check=False).stdout.strip() for p in packages}
    if missing := [p for p, v in found.items() if not v]:
        raise LabError(f"not installed: {' '.join(missing)} (deploy/setup.sh lab installs what the lab needs)")
    return "; ".join(f"{package} {version}" for package, version in found.items())


def resolve(talk: str) -> str:
    """A declaration's CLIENT>SERVER with host names replaced by addresses."""
    client, server = talk.split(">")
    known = {**at.CLIENTS, "srv": at.SERVER, "gw": at.GATEWAY}
    name = server.split(":")[0].split("/")[0]
    return f"{known.get(client, client)}>{known.get(name, name)}{server[len(name) :]}"


def play(scenario: Scenario, target: pathlib.Path) -> dict[str, str | int | float]:
    """Runs the scenario and writes @p target. Raises LabError when the capture is not what the declaration says."""
    tools, journal, raw = versions(scenario.tools), Journal(WORK), WORK / "raw.pcap"
    if scenario.kind == "synthetic":
        scenario.play(raw)
        journal.note(f"pcaps/lab/lab run {scenario.name}")
    else:
        net = Network(scenario.hosts, WORK, journal, scenario.options)
        os.environ["CURL_CA_BUNDLE"] = os.environ["SSL_CERT_FILE"] = net.material.authority.crt
        with Mirror(raw):
            scenario.play(net)
    found = capture.summarize(raw)
    for talk in map(resolve, scenario.talks):
        if talk not in found.talks:
            raise LabError(f"the capture has no {talk}; it has {found.endpoints(12)}")
        if talk not in found.answered and not scenario.options.get("unanswered"):
            raise LabError(f"nothing came back in {talk}")
    if scenario.stretch != 1:
        capture.stretch(raw, WORK / "stretched.pcap", scenario.stretch, scenario.gap)
        raw = WORK / "stretched.pcap"
    shutil.copyfile(raw, target)
    seconds = round(capture.summarize(raw).seconds, 1)
    return {"tools": tools, "command": journal.text(), "client_server": found.endpoints(), "packets": found.packets, "bytes": found.size, "seconds": seconds}


def main() -> int:
    name, target = sys.argv[1:3]
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(WORK)], check=True)
    LAB.mkdir()
    subprocess.run(["mount", "--bind", str(pathlib.Path(__file__).parent.parent), str(LAB)], check=True)
    os.environ.update({"PATH": PATH, "HOME": "/tmp", "LC_ALL": "C.UTF-8", "TERM": "xterm"})
    try:
        print(json.dumps(play(REGISTER.load()[name], pathlib.Path(target))), flush=True)
    except (LabError, subprocess.SubprocessError, OSError) as failed:
        print(failed if isinstance(failed, LabError) else traceback.format_exc(), file=sys.stderr)
        logs = {log.read_text(errors="replace").strip(): log.name for log in sorted(WORK.glob("log-*"), reverse=True)}  # of equal ones the first
        for text, log in list(logs.items())[:MOST_LOGS]:
            print(f"--- {log}", *text.splitlines()[-LOG_TAIL:], sep="\n", file=sys.stderr)
        sys.stderr.flush()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
