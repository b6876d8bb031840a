#!/usr/bin/env python3
"""Every folder of the three libraries has a README; every detector's has the eight headings, in order, none empty, and a row in detectors/README.md.

Usage: check_readmes.py ROOT. Exit 1 with a line per breach.
"""
import pathlib
import re
import sys

HEADINGS = ["What it sees", "How it decides", "Parameters", "What it misses", "False positives", "Triage", "Cost", "Evidence and references"]
NOT_DETECTORS = {"api", "support", "knowledge"}


def check_headings(readme):
    sections = re.split(r"^## +", readme.read_text(), flags=re.M)[1:]
    found = [s.split("\n", 1)[0].strip() for s in sections]
    if found != HEADINGS:
        yield f"{readme}: headings are {found}; expected {HEADINGS}"
        return
    for heading, section in zip(found, sections):
        if len(section.split("\n", 1)[1].strip()) < 40:
            yield f"{readme}: '{heading}' is empty"


def main():
    root = pathlib.Path(sys.argv[1])
    breaches = []
    for top in ("flow", "detectors", "sensor"):
        for folder in sorted({p.parent for p in (root / top).rglob("*.hpp")}):
            if folder.parent.name != "outputs" and not (folder / "README.md").is_file():
                breaches.append(f"{folder.relative_to(root)}: no README.md")
    table = (root / "detectors/README.md").read_text()
    for folder in sorted(p.parent for p in (root / "detectors").glob("*/CMakeLists.txt")):
        if folder.name in NOT_DETECTORS:
            continue
        if (folder / "README.md").is_file():
            breaches += check_headings(folder / "README.md")
        if f"`{folder.name}`" not in table:
            breaches.append(f"detectors/README.md: no row for `{folder.name}`")
    print("\n".join(map(str, breaches)) or "all READMEs are there and filled")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
