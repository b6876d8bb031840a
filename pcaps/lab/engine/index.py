"""pcaps/index.tsv, or one beside captures made elsewhere: a row a capture."""
from __future__ import annotations

import csv
import hashlib
import pathlib

from engine.declaration import Scenario

COLUMNS = ["file", "label", "techniques", "client_server", "kind", "tools", "description", "command", "sha256", "origin", "misses"]


class Index:
    """Rows by file name, kept in the order of the file."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._path = folder / "index.tsv"
        self.rows: dict[str, dict[str, str]] = {}
        if self._path.exists():
            with self._path.open(newline="") as f:
                self.rows = {row["file"]: {k: v or "" for k, v in row.items()} for row in csv.DictReader(f, delimiter="\t")}

    def put(self, scenario: Scenario, facts: dict[str, str | int | float], capture: bytes) -> None:
        """The row of a capture just made. What the old row said of misses stays."""
        self.rows[scenario.file] = {
            "file": scenario.file, "label": scenario.label, "techniques": scenario.techniques, "client_server": str(facts["client_server"]), "kind": scenario.kind,
            "tools": str(facts["tools"]), "description": scenario.about, "command": str(facts["command"]), "sha256": hashlib.sha256(capture).hexdigest(),
            "origin": f"lab run {scenario.name}", "misses": self.rows.get(scenario.file, {}).get("misses", ""),
        }  # fmt: skip

    def save(self) -> None:
        with self._path.open("w", newline="") as f:
            table = csv.DictWriter(f, COLUMNS, delimiter="\t", lineterminator="\n", extrasaction="ignore")
            table.writeheader()
            table.writerows(self.rows[name] for name in sorted(self.rows))
