"""pcaps/index.tsv, or one beside captures made elsewhere: a row a capture."""
from __future__ import annotations

import csv
import hashlib
import pathlib

from engine.declaration import Scenario

COLUMNS = ["file", "label", "techniques", "client_server", "kind", "tools", "description", "command", "sha256", "origin", "misses"]


def _read(path: pathlib.Path) -> dict[str, dict[str, str]]:
    if not path.exists():
        return {}
    with path.open(newline="") as f:
        return {row["file"]: {k: v or "" for k, v in row.items()} for row in csv.DictReader(f, delimiter="\t")}


class Index:
    """Rows by file name."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._path, self._changed = folder / "index.tsv", dict[str, dict[str, str]]()
        self.rows = _read(self._path)

    def put(self, scenario: Scenario, facts: dict[str, str | int | float], capture: bytes) -> None:
        """The row of a capture just made. What the old row said of misses stays."""
        self.rows[scenario.file] = self._changed[scenario.file] = {
            "file": scenario.file, "label": scenario.label, "techniques": scenario.techniques, "client_server": str(facts["client_server"]), "kind": scenario.kind,
            "tools": str(facts["tools"]), "description": scenario.about, "command": str(facts["command"]), "sha256": hashlib.sha256(capture).hexdigest(),
            "origin": f"lab run {scenario.name}", "misses": self.rows.get(scenario.file, {}).get("misses", ""),
        }  # fmt: skip

    def save(self) -> None:
        """Writes what was put, sorted by file, and keeps what else stands there by now: another lab may write beside this one."""
        rows = _read(self._path) | self._changed
        with self._path.open("w", newline="") as f:
            table = csv.DictWriter(f, COLUMNS, delimiter="\t", lineterminator="\n", extrasaction="ignore")
            table.writeheader()
            table.writerows(rows[name] for name in sorted(rows))
