#!/usr/bin/env python3
"""Holds event lines to config/schema/event.schema.json, and their bytes to the rule for text off the wire.

Usage: validate_events.py [FILE|-]...      without a file: standard input. Names ending in .gz are read as such.

Prints the first problems, each with file, line and path inside the event. Exit 1 if there is one, or no event at all.
"""
import argparse
import gzip
import json
import pathlib
import re
import sys

import jsonschema

SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "config/schema/event.schema.json"
MOST_PROBLEMS = 20
# What a line must not hold unescaped: controls, separators, bidi controls, characters without a shape (sensor/outputs/sanitise.hpp).
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


class Problem(Exception):
    pass


def unique(pairs):
    event = dict(pairs)
    if len(event) != len(pairs):
        keys = [key for key, _ in pairs]
        raise Problem(f"a key stands twice: {sorted({k for k in keys if keys.count(k) > 1})}")
    return event


def no_constant(word):
    raise Problem(f"{word} is no JSON")


def parse(line):
    """The event of one line, given as bytes with its end."""
    if not line.endswith(b"\n"):
        raise Problem("the line has no end")
    try:
        text = line[:-1].decode()
    except UnicodeDecodeError as error:
        raise Problem(f"not UTF-8: {error}") from None
    if found := FORBIDDEN.search(text):
        raise Problem(f"U+{ord(found[0]):04X} stands unescaped at character {found.start()}")
    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise Problem(f"not JSON: {error}") from None


class Validator:
    """One validator a type of event: errors then speak of the event, not of the alternatives it is not."""

    def __init__(self, path=SCHEMA):
        schema = json.loads(pathlib.Path(path).read_text())
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        formats = jsonschema.FormatChecker(formats=["ipv4", "ipv6"])
        types = schema["properties"]["event_type"]["enum"]
        whole = {k: v for k, v in schema.items() if k not in ("allOf", "$id")}
        self.kinds = {t: kind({**whole, "allOf": [{"$ref": f"#/$defs/{t}_event"}]}, format_checker=formats) for t in types}

    def problems(self, line):
        try:
            event = parse(line)
        except Problem as problem:
            return [str(problem)]
        if not isinstance(event, dict) or event.get("event_type") not in self.kinds:
            return [f"event_type must be one of {', '.join(self.kinds)}"]
        errors = sorted(self.kinds[event["event_type"]].iter_errors(event), key=lambda e: e.json_path)
        return [f"{e.json_path}: {e.message[:300]}" for e in errors]


def lines_of(name):
    if name == "-":
        yield from sys.stdin.buffer
        return
    with (gzip.open if name.endswith(".gz") else open)(name, "rb") as file:
        yield from file


def validate(validator, name, lines):
    """(events, problems as text) of @p lines; stops after MOST_PROBLEMS."""
    count, found = 0, []
    for count, line in enumerate(lines, 1):
        found += [f"{name}:{count}: {problem}" for problem in validator.problems(line)]
        if len(found) >= MOST_PROBLEMS:
            break
    return count, found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="*", default=["-"])
    validator = Validator()
    events, found = 0, []
    for name in parser.parse_args().files:
        count, problems = validate(validator, name, lines_of(name))
        events, found = events + count, found + problems
        if len(found) >= MOST_PROBLEMS:
            break
    if found:
        print("\n".join(found[:MOST_PROBLEMS]))
        sys.exit(1)
    if events == 0:
        print("no events")
        sys.exit(1)
    print(f"{events} events fit the schema")


if __name__ == "__main__":
    main()
