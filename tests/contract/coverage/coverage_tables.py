#!/usr/bin/env python3
"""The tables of detectors and of ATT&CK coverage in README.md and detectors/README.md are what `sekisho detectors --json` says, and so is the
Navigator layer. A table stands between <!-- NAME: generated --> and <!-- NAME: end -->.

Usage: coverage_tables.py [--write] SEKISHO ROOT
  --write   puts the tables in place: the one command after a detector was added or changed. Without it: exit 1 with a line per difference.
"""
import json
import pathlib
import re
import subprocess
import sys

LAYER_KEYS = {"name", "versions", "domain", "description", "sorting", "hideDisabled", "techniques", "gradient", "legendItems", "showTacticRowBackground",
              "selectTechniquesAcrossTactics", "selectSubtechniquesWithParent"}
SHORT_NAMES = {"TA0011": "command-and-control", "TA0010": "exfiltration"}
SEEN = {"whole": "as a whole", "part": "in part"}


def asked(sekisho, option):
    return json.loads(subprocess.run([sekisho, "detectors", option], capture_output=True, text=True, check=True).stdout)


def detector_table(listed, link):
    rows = ["| detector | ATT&CK | finds |", "|---|---|---|"]
    for d in listed["detectors"]:
        name = f"[`{d['name']}`]({link}{d['name']}/README.md)"
        rows.append(f"| {name} | {', '.join(t['id'] for t in d['techniques'])} | {d['summary']} |")
    return rows


def coverage_table(listed):
    rows = ["| technique | seen by | there is to see | what the network shows |", "|---|---|---|---|"]
    for t in listed["coverage"]:
        seen = ", ".join(f"`{d}`" for d in t["detectors"]) or "–"
        rows.append(f"| {t['id']} {t['name']} | {seen} | {SEEN[t['visibility']]} | {t['note']} |")
    return rows


def tables(listed):
    """File, name of the table, its lines."""
    yield "README.md", "detectors", detector_table(listed, "detectors/")
    yield "detectors/README.md", "detectors", detector_table(listed, "")
    yield "detectors/README.md", "coverage", coverage_table(listed)


def wrong_tables(listed, root, write):
    for file, name, lines in tables(listed):
        path = root / file
        text = path.read_text()
        found = re.search(rf"(<!-- {name}: generated[^\n]*-->\n)(.*?)(<!-- {name}: end -->)", text, flags=re.S)
        if not found:
            yield f"{file}: no table between <!-- {name}: generated --> and <!-- {name}: end -->"
            continue
        wanted = "\n".join(lines) + "\n"
        if found[2] == wanted:
            continue
        if write:
            path.write_text(text[: found.start(2)] + wanted + text[found.end(2):])
            continue
        for line in sorted(set(wanted.splitlines()) ^ set(found[2].splitlines())):
            yield f"{file}: {'missing' if line in wanted.splitlines() else 'not so'}: {line}"
        yield f"{file}: the table differs; run tests/contract/coverage/coverage_tables.py --write build/ci/sekisho ."


def wrong_layer(listed, layer):
    covered = {t["id"]: t for t in listed["coverage"]}
    if layer["versions"]["layer"] != "4.5" or layer["domain"] != "enterprise-attack" or set(layer) - LAYER_KEYS:
        yield f"layer: {layer['versions']}, {layer['domain']}, unknown keys {set(layer) - LAYER_KEYS}"
    if [t["techniqueID"] for t in layer["techniques"]] != list(covered):
        yield "layer: other techniques than --json has under coverage"
        return
    for t in layer["techniques"]:
        c = covered[t["techniqueID"]]
        if (t["score"], t["tactic"]) != (c["score"], SHORT_NAMES[c["tactic"]]):
            yield f"layer: {t['techniqueID']} has score {t['score']} and tactic {t['tactic']}; --json {c['score']} and {c['tactic']}"
        named = next((m["value"] for m in t["metadata"] if m["name"] == "detectors"), "")
        if named != ", ".join(c["detectors"]) or not all(d in t["comment"] for d in c["detectors"]) or c["note"] not in t["comment"]:
            yield f"layer: {t['techniqueID']}: detectors or note differ from --json"


def wrong_data(listed):
    by_detector = {(d["name"], t["id"]) for d in listed["detectors"] for t in d["techniques"]}
    by_technique = {(d, t["id"]) for t in listed["coverage"] for d in t["detectors"]}
    yield from (f"--json: {pair} stands in one list alone" for pair in sorted(by_detector ^ by_technique))
    for t in listed["coverage"]:
        if not t["name"]:
            yield f"--json: {t['id']} has no name; sensor/alerts/attack.cpp"
        if t["tactic"] == "TA0011" and not t["note"]:
            yield f"--json: {t['id']} has no note; sensor/alerts/coverage.cpp"
        if (t["score"] > 0) != bool(t["detectors"]):
            yield f"--json: {t['id']} has score {t['score']} with {t['detectors']}"


def main():
    write = "--write" in sys.argv
    sekisho, root = [a for a in sys.argv[1:] if a != "--write"]
    listed = asked(sekisho, "--json")
    found = [*wrong_tables(listed, pathlib.Path(root), write), *wrong_layer(listed, asked(sekisho, "--navigator")), *wrong_data(listed)]
    seen = sum(t["score"] > 0 for t in listed["coverage"])
    print("\n".join(found) or f"{len(listed['coverage'])} techniques, {seen} of them seen: tables, --json and the layer agree")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
