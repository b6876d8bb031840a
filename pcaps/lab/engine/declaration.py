"""What a scenario says of itself, and the register of all of them.

A declaration is a function with a decorator; its docstring is the description in the index:

    @malicious("ssh-on-443", "T1571 T1573.002", tools="openssh-client openssh-server", talks="c1>203.0.113.66:443/tcp", expects=["nonstandard_port medium T1571"])
    def ssh_on_443(net):
        \"\"\"interactive ssh to an outside host on tcp/443\"\"\"
        …

tools      Debian packages; their versions are asked of dpkg when the scenario runs.
talks      conversations that the capture must hold, in both directions: CLIENT>SERVER:PORT/TRANSPORT or CLIENT>SERVER/icmp; hosts may be c1, srv, gw …
expects    what the sensor must raise: each entry is words that one alert must satisfy: detector, technique (T…; its
           sub-techniques count as well), level (at least).
hosts      what is on the LAN besides the gateway; c1 … c3 and srv have addresses, d1 … d3 wait for DHCP.
stretch    factor by which idle time is multiplied afterwards; such a scenario is named time-scaled-….
synthetic  no network at all: the function writes the capture; such a scenario is named synthetic-….
"""
from __future__ import annotations

import importlib
import pathlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Play = Callable[[Any], None]
LEVELS = ["info", "low", "medium", "high", "critical"]


@dataclass(frozen=True)
class Expectation:
    """One alert that must come; empty fields ask for nothing."""

    words: str
    detector: str
    technique: str
    level: str

    @staticmethod
    def parse(words: str) -> Expectation:
        detector = technique = level = ""
        for word in words.split():
            if word in LEVELS:
                level = word
            elif word[0] == "T" and word[1:2].isdigit():
                technique = word
            else:
                detector = word
        return Expectation(words, detector, technique, level)

    def met_by(self, alert: dict[str, Any]) -> bool:
        """Whether @p alert (a line of EVE JSON) is what was asked for."""
        c2 = alert["c2"]
        said = {c2["detector"], *(part for indicator in c2["indicators"] for part in indicator.split("."))}  # correlation.NAME: that one spoke as well
        return (
            (not self.detector or self.detector in said)
            and (not self.technique or any(t == self.technique or t.startswith(f"{self.technique}.") for t in alert["alert"]["metadata"]["mitre_technique_id"]))
            and (not self.level or LEVELS.index(c2["level"]) >= LEVELS.index(self.level))
        )


@dataclass(frozen=True)
class Scenario:
    """One declaration. `kind` is real, time-scaled xN or synthetic."""

    name: str
    label: str
    techniques: str
    tools: tuple[str, ...]
    talks: tuple[str, ...]
    expects: tuple[Expectation, ...]
    about: str
    play: Play
    hosts: tuple[str, ...]
    kind: str
    stretch: float
    gap: float
    options: dict[str, Any]

    @property
    def file(self) -> str:
        return f"{self.label}/{self.name}.pcap"

    @property
    def limit(self) -> float:
        """Seconds after which a run is ended: about what it takes, doubled for a busy machine."""
        return 120 + 2 * float(self.options.get("seconds", 90))


class Register:
    """Every scenario by name, in the order of declaration."""

    def __init__(self) -> None:
        self.scenarios: dict[str, Scenario] = {}

    def add(self, scenario: Scenario) -> None:
        if scenario.name in self.scenarios:
            raise ValueError(f"two scenarios are called {scenario.name}")
        for word, marked in (("time-scaled", scenario.stretch != 1), ("synthetic", scenario.kind == "synthetic")):
            if scenario.name.startswith(word) != marked:
                raise ValueError(f"{scenario.name}: the name must begin with {word} exactly when the capture is")
        self.scenarios[scenario.name] = scenario

    def load(self) -> dict[str, Scenario]:
        """Imports every module of scenarios/, which registers what it declares."""
        folder = pathlib.Path(__file__).parent.parent / "scenarios"
        for module in sorted(m.name for m in pkgutil.iter_modules([str(folder)])):
            importlib.import_module(f"scenarios.{module}")
        return self.scenarios


REGISTER = Register()


def _declare(label: str, name: str, techniques: str, **said: Any) -> Callable[[Play], Play]:
    tools, talks, expects = said.pop("tools"), said.pop("talks", ""), said.pop("expects", ())
    hosts, stretch, gap, synthetic = said.pop("hosts", "c1"), said.pop("stretch", 1), said.pop("gap", 0.3), said.pop("synthetic", False)
    kind = "synthetic" if synthetic else f"time-scaled x{stretch}" if stretch != 1 else "real"

    def add(play: Play) -> Play:
        REGISTER.add(
            Scenario(name, label, techniques.replace(" ", ",") or "-", tuple(tools.split()), tuple(talks.split()), tuple(map(Expectation.parse, expects)),
                     " ".join((said.get("about") or play.__doc__ or "").split()), play, tuple(hosts.split()), kind, stretch, gap, said)  # fmt: skip
        )
        return play

    return add


def malicious(name: str, techniques: str, *, tools: str, expects: Sequence[str] = (), **more: Any) -> Callable[[Play], Play]:
    """Declares command-and-control traffic. Without `expects`, an alert that names the first technique."""
    return _declare("malicious", name, techniques, tools=tools, expects=expects or (techniques.split()[0],), **more)


def benign(name: str, *, tools: str, **more: Any) -> Callable[[Play], Play]:
    """Declares ordinary traffic that looks like it. It expects silence, but for what tests/scenarios/accepted_noise.tsv lists."""
    return _declare("benign", name, "", tools=tools, **more)
