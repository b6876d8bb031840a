"""The commands of a run, as they go into the index."""
from __future__ import annotations

import pathlib

MOST_CHARACTERS = 1200  # a row must stay readable


class Journal:
    """Keeps what was run, without the paths of this machine and of this run."""

    def __init__(self, work: pathlib.Path) -> None:
        self._work, self._lines = str(work), list[str]()

    def note(self, line: str) -> None:
        for path in (f"{self._work}/lab/", f"{self._work}/"):
            line = line.replace(path, "")
        self._lines.append(" ".join(line.split()))

    def text(self) -> str:
        """All of it on one line; the same line twice stands there once."""
        text = " | ".join(dict.fromkeys(self._lines))
        return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 2] + " …"
