#!/usr/bin/env python3
"""Events of every type fit the schema whatever a peer wrote; the schema has no field that is never written, and refuses what is wrong.

Usage: check_samples.py PRINT_SAMPLES. Exit 1 with a line per breach.
"""
import copy
import json
import subprocess
import sys

import validate_events

FLAG = "_truncated"  # some stand beside texts that are longer than any parser lets them be


def resolve(schema, root):
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def mark(schema, value, root, path, written, known):
    """Notes which properties of closed objects exist (known) and which the events show (written)."""
    schema = resolve(schema, root)
    if isinstance(value, dict) and "properties" in schema:
        for key, inner in schema["properties"].items():
            known.add(f"{path}.{key}")
            if key in value:
                written.add(f"{path}.{key}")
                mark(inner, value[key], root, f"{path}.{key}", written, known)
    if isinstance(value, list) and "items" in schema:
        for item in value:
            mark(schema["items"], item, root, path + "[]", written, known)


def never_written(lines, root):
    written, known = set(), set()
    for line in lines:
        event = json.loads(line)
        mark(root["$defs"][event["event_type"] + "_event"], event, root, "event", written, known)
    yield from (f"the schema has {path}, which no event shows" for path in sorted(known - written) if not path.endswith(FLAG))


def changed(event, path, value):
    """A copy of @p event whose member at @p path is @p value; None takes it away."""
    event = copy.deepcopy(event)
    inner = event
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return event


def must_be_refused(by_type):
    """(what, line) of events that are wrong in one place each."""
    alert, flow, dns, stats = (by_type[t] for t in ("alert", "flow", "dns", "stats"))
    for what, event, path, value in [
        ("a key of c2 that nobody knows", alert, ["c2", "colour"], "red"),
        ("a key of an event that nobody knows", flow, ["colour"], "red"),
        ("a level that the score does not have", alert, ["c2", "level"], "low"),
        ("a severity that the level does not have", alert, ["alert", "severity"], 3),
        ("a score above 100", alert, ["c2", "score"], 101),
        ("no reason", alert, ["c2", "reason"], ""),
        ("a technique without a name", alert, ["alert", "metadata", "mitre_technique_name"], [""]),
        ("evidence with an object", alert, ["c2", "evidence", "x"], {"y": 1}),
        ("a home that is no truth value", alert, ["c2", "client", "home"], "yes"),
        ("a port too large", flow, ["dest_port"], 65536),
        ("TCP without a port", flow, ["src_port"], None),
        ("an address that is none", flow, ["src_ip"], "10.0.0.256"),
        ("a time without a zone", flow, ["timestamp"], "2026-11-24T14:13:46.123456"),
        ("a flow_id of more than 51 bits", flow, ["flow_id"], 2**51),
        ("a final record that is active", flow, ["flow", "reason"], "active"),
        ("a negative count", flow, ["flow", "pkts_toserver"], -1),
        ("an unknown conn_state", flow, ["flow", "conn_state"], "S9"),
        ("an answer without rcode", dns, ["dns", "rcode"], None),
        ("a metric that is a text", stats, ["stats", "sekisho_x_total"], "1"),
        ("no community_id", flow, ["community_id"], None),
        ("a type that does not exist", flow, ["event_type"], "flows"),
    ]:
        yield what, json.dumps(changed(event, path, value)).encode() + b"\n"
    line = json.dumps(flow).encode()
    yield "no end of line", line
    yield "two events in a line", line + line + b"\n"
    yield "half an event", line[:-10] + b"\n"
    yield "a key twice", line[:-1] + b',"proto":"UDP"}\n'
    yield "NaN", line.replace(b'"age": ', b'"age": NaN,"x":', 1) + b"\n"
    for raw, name in ((b"\x1b", "escape"), (b"\x7f", "DEL"), ("\x9b".encode(), "CSI"), ("\u202e".encode(), "bidi"), ("\u2028".encode(), "separator"), (b"\xff", "no UTF-8")):
        yield f"a raw {name}", line.replace(b'"host": "', b'"host": "' + raw, 1) + b"\n"


def main():
    out = subprocess.run([sys.argv[1]], capture_output=True, check=True).stdout
    lines = out.splitlines(keepends=True)
    validator = validate_events.Validator()
    _, problems = validate_events.validate(validator, "samples", lines)
    root = json.loads(validate_events.SCHEMA.read_text())
    problems += list(never_written(lines, root))
    by_type = {}
    for event in map(json.loads, lines):
        by_type.setdefault(event["event_type"], event)
    problems += [f"no sample of type {t}" for t in validator.kinds if t not in by_type]
    refused = 0
    for what, line in must_be_refused(by_type):
        refused += 1
        if not validator.problems(line):
            problems.append(f"not refused: {what}")
    print("\n".join(problems) or f"{len(lines)} samples fit the schema, every field of which is written; {refused} wrong events are refused")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
