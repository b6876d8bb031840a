#!/usr/bin/env python3
"""Holds config/sekisho.yaml, its JSON Schema and the keys that the program reads together.

Usage: config_schema.py PRINT_KEYS ROOT     every breach, one a line; exit 1 if there is one
       config_schema.py --write BUILD       makes config/schema/sekisho.schema.json anew from the program in the build folder

PRINT_KEYS is the program of print_keys.cpp: it lists what the sensor asks for. The shipped file must hold every such key, with its default
and a comment above it; the schema is made of both.
"""
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

FILE = "config/sekisho.yaml"
SCHEMA = "config/schema/sekisho.schema.json"
DURATION = r"^[0-9]+(ns|us|ms|s|m|h|d)$"
SIZE = r"^[0-9]+(B|KiB|MiB|GiB)?$"
NETWORK = r"^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$"
DOMAIN = r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$"
FINGERPRINT = r"^([0-9a-f]{32}|[0-9A-Za-z]{10}_[0-9a-f]{12}_[0-9a-f]{12})$"
TEXTS = {"type": "array", "items": {"type": "string"}}
# What a list holds, or a text looks like, where the key's type does not say it.
SPECIAL = {
    "network.resolvers": {"items": {"type": "string", "pattern": r"^[0-9A-Fa-f:.]+$"}},
    "network.sanctioned[].names": {"items": {"type": "string", "pattern": DOMAIN}},
    "alerts.allow[].domains": {"items": {"type": "string", "pattern": DOMAIN}},
    "alerts.allow[].ports": {"items": {"type": "integer", "minimum": 0, "maximum": 65535}},
    "alerts.allow[].ja3": {"items": {"type": "string", "pattern": FINGERPRINT}},
    "alerts.allow[].expires": {"pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "web.listen": {"pattern": r"^(\[[0-9A-Fa-f:.]+\]|[0-9.]+|localhost):[0-9]{1,5}$"},
}
REQUIRED = {
    "network.sanctioned[]": {"required": ["kind"], "anyOf": [{"required": ["networks"]}, {"required": ["names"]}]},
    "alerts.allow[]": {"required": ["reason"], "anyOf": [{"required": [k]} for k in ("sources", "networks", "domains", "ports", "ja3")]},
}


def plain(node):
    """A YAML node as JSON would have it, by YAML 1.2's core types: no dates, no yes and no."""
    if isinstance(node, yaml.MappingNode):
        return {plain(k): plain(v) for k, v in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(v) for v in node.value]
    text = node.value
    if node.style in ("'", '"'):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return float(text)
    return text


class Shipped:
    """The shipped file: values as written, comments, places."""

    def __init__(self, path):
        self.text = path.read_text()
        self.lines = self.text.splitlines()
        self.root = yaml.compose(self.text)
        self.values = {}    # "capture.filter": node
        self.sections = {}  # "capture": line
        self.comments = {}  # of both
        self.places = {}
        self.walk(self.root, "")

    def walk(self, node, path):
        for key, value in node.value:
            name = f"{path}.{key.value}" if path else key.value
            self.places[name] = f"{FILE}:{key.start_mark.line + 1}"
            self.comments[name] = self.comment_above(key.start_mark.line)
            if isinstance(value, yaml.MappingNode):
                self.sections[name] = key.start_mark.line + 1
                self.walk(value, name)
            else:
                self.values[name] = value

    def comment_above(self, line):
        indent = re.match(" *", self.lines[line])[0]
        found = []
        while line > 0 and self.lines[line - 1].startswith(indent + "#"):
            line -= 1
            found.insert(0, self.lines[line][len(indent) + 1:])
        return found

    def description(self, path):
        """The comment's prose, without its example."""
        prose = []
        for line in self.comments.get(path, []):
            if line.strip() == "Example:":
                break
            prose.append(line.strip())
        return " ".join(prose)

    def example(self, path):
        lines = self.comments.get(path, [])
        if " Example:" not in lines:
            return None
        return yaml.compose("\n".join(lines[lines.index(" Example:") + 1:]))


def read_keys(program):
    """{section: {name: key}} as the program says; "" holds the names of the sections."""
    listed = json.loads(subprocess.run([program], check=True, capture_output=True, text=True).stdout)
    return {s["path"]: {k["name"]: k for k in s["keys"]} for s in listed["sections"]}


def written(node):
    """A value as the program spells defaults: lists as [a, b]."""
    if isinstance(node, yaml.SequenceNode):
        return "[" + ", ".join(item.value for item in node.value) + "]"
    return node.value


def compare_file(keys, shipped):
    """The shipped file against the keys: all there, none else, each the default, each explained."""
    wanted = {}
    for section, names in keys.items():
        if section.endswith("[]"):
            continue
        for name, key in names.items():
            if key["type"] != "section":
                wanted[f"{section}.{name}"] = key
    for path, key in wanted.items():
        if path not in shipped.values:
            yield f"{FILE}: {path} is missing; add it with a comment: `{path.rsplit('.', 1)[1]}: {key['default']}`"
        elif written(shipped.values[path]) != key["default"]:
            yield f"{shipped.places[path]}: {path} is {written(shipped.values[path])}; the program's default is {key['default']}"
        elif not shipped.description(path).endswith((".", "…")):
            yield f"{shipped.places[path]}: {path} has no comment above it (one or more sentences: what, unit, price)"
    for path in shipped.values:
        if path not in wanted:
            yield f"{shipped.places[path]}: {path} is no key of the program"
    for section in (s for s in keys if s.startswith("detectors.")):
        if section in shipped.sections and not shipped.description(section):
            yield f"{shipped.places[section]}: {section} has no comment above it (what it finds)"


def compare_examples(keys, shipped):
    """The commented example of a list of sections shows every key."""
    for section, names in keys.items():
        if not section.endswith("[]"):
            continue
        example = shipped.example(section[:-2])
        if example is None:
            yield f"{FILE}: {section[:-2]} needs an example in its comment"
            continue
        shown = set(plain(example)[0])
        for name in set(names) - shown:
            yield f"{FILE}: the example of {section[:-2]} does not show {name}"
        for name in shown - set(names):
            yield f"{FILE}: the example of {section[:-2]} shows {name}, which is no key"


def bounds(text):
    """"1 … 64" as two numbers of JSON."""
    return [json.loads(n) for n in text.split(" … ")]


def typed_default(key):
    kind, text = key["type"], key["default"]
    if kind in ("integer", "number"):
        return json.loads(text)
    if kind == "boolean":
        return text == "true"
    if kind == "list":
        return [w for w in text[1:-1].split(", ") if w]
    return text


def key_schema(path, key, keys, shipped):
    kind, span = key["type"], key["range"]
    schema = {}
    words = [shipped.description(path)] if shipped.description(path) else []
    if kind in ("integer", "number"):
        low, high = bounds(span)
        schema = {"type": kind, "minimum": low, "maximum": high}
    elif kind == "boolean":
        schema = {"type": "boolean"}
    elif kind == "duration":
        schema = {"type": "string", "pattern": DURATION}
    elif kind == "size":
        schema = {"type": ["string", "integer"], "pattern": SIZE, "minimum": 0}
    elif kind == "string":
        schema = {"type": "string", "enum": span.split(", ")} if span else {"type": "string"}
    elif kind == "list" and span == "sections":
        schema = {"type": "array", "items": section_schema(path + "[]", keys, shipped)}
    elif kind == "list" and span == "networks":
        schema = {"type": "array", "items": {"type": "string", "pattern": NETWORK}}
    elif kind == "list":
        schema = dict(TEXTS)
    else:
        raise ValueError(f"{path}: no schema for the type {kind}")
    if path == "outputs.eve.types":
        schema["items"] = {"enum": typed_default(key)}
    schema.update(SPECIAL.get(path, {}))
    if kind in ("duration", "size"):
        words.append(f"Range {span}.")
    if words:
        schema["description"] = " ".join(words)
    if not path.startswith(("alerts.allow[]", "network.sanctioned[]")):
        schema["default"] = typed_default(key)
    return schema


def section_schema(path, keys, shipped):
    schema = {"type": "object" if path.endswith("[]") else ["object", "null"], "additionalProperties": False}
    if shipped.description(path):
        schema["description"] = shipped.description(path)
    properties = {}
    for name, key in keys.get(path, {}).items():
        child = f"{path}.{name}" if path else name
        properties[name] = section_schema(child, keys, shipped) if key["type"] == "section" else key_schema(child, key, keys, shipped)
    if path == "detectors":
        for section in sorted(s for s in keys if s.startswith("detectors.")):
            properties[section.split(".", 1)[1]] = section_schema(section, keys, shipped)
    schema["properties"] = properties
    schema.update(REQUIRED.get(path, {}))
    return schema


def make_schema(keys, shipped):
    schema = section_schema("", keys, shipped)
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "sekisho configuration",
        "description": "Made by tests/contract/config/config_schema.py from the program's keys and the comments of config/sekisho.yaml.",
    }
    schema.pop("description", None)
    return {**head, **schema}


def differences(made, found, path=""):
    """Where two JSON values differ, as lines."""
    if isinstance(made, dict) and isinstance(found, dict):
        for key in made.keys() | found.keys():
            where = f"{path}/{key}"
            if key not in found:
                yield f"{SCHEMA}: {where} is missing"
            elif key not in made:
                yield f"{SCHEMA}: {where} is no longer true"
            else:
                yield from differences(made[key], found[key], where)
    elif made != found:
        yield f"{SCHEMA}: {path} is {json.dumps(found, ensure_ascii=False)}; expected {json.dumps(made, ensure_ascii=False)}"


def mistakes():
    """Configurations that an editor must mark."""
    yield {"captures": {}}
    yield {"capture": {"interface": ["eth0"]}}
    yield {"capture": {"interfaces": "eth0"}}
    yield {"sensor": {"workers": 0}}
    yield {"sensor": {"workers": "two"}}
    yield {"sensor": {"memory": "1 GB"}}
    yield {"flow": {"tcp_new": "60 seconds"}}
    yield {"flow": {"tcp_new": 60}}
    yield {"alerts": {"minimum": "severe"}}
    yield {"alerts": {"allow": [{"domains": ["example.com"]}]}}
    yield {"alerts": {"allow": [{"reason": "everything"}]}}
    yield {"alerts": {"allow": [{"reason": "a pattern", "domains": ["*.example.com"]}]}}
    yield {"network": {"sanctioned": [{"kind": "printer", "networks": ["10.0.0.0/8"]}]}}
    yield {"outputs": {"eve": {"types": ["alerts"]}}}
    yield {"detectors": {"beacons": {}}}
    yield {"detectors": {"beacon": {"max_key": 1}}}
    yield {"detectors": {"beacon": {"enabled": "yes"}}}


def check_schema(schema, keys, shipped):
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for error in validator.iter_errors(plain(shipped.root)):
        yield f"{FILE}: {'.'.join(map(str, error.absolute_path))}: the schema says: {error.message}"
    for path in (s[:-2] for s in keys if s.endswith("[]")):
        section, name = path.split(".")
        example = shipped.example(path)
        for error in validator.iter_errors({section: {name: plain(example)}}) if example is not None else []:
            yield f"{FILE}: the example of {path}: the schema says: {error.message}"
    for wrong in mistakes():
        if validator.is_valid(wrong):
            yield f"{SCHEMA}: accepts {json.dumps(wrong)}"


def main():
    if sys.argv[1] == "--write":
        root = pathlib.Path(__file__).resolve().parents[3]
        program = pathlib.Path(sys.argv[2]) / "tests/contract/config/print_keys"
        made = make_schema(read_keys(program), Shipped(root / FILE))
        (root / SCHEMA).write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n")
        return
    program, root = sys.argv[1], pathlib.Path(sys.argv[2])
    keys = read_keys(program)
    shipped = Shipped(root / FILE)
    breaches = [*compare_file(keys, shipped), *compare_examples(keys, shipped)]
    try:
        found = json.loads((root / SCHEMA).read_text())
        stale = sorted(differences(make_schema(keys, shipped), found))
        if stale:
            stale.append(f"make it anew: tests/contract/config/config_schema.py --write {pathlib.Path(program).resolve().parents[3]}")
        breaches += [*stale, *check_schema(found, keys, shipped)]
    except (OSError, ValueError) as error:
        breaches.append(f"{SCHEMA}: {error}")
    print("\n".join(breaches) or f"{len(shipped.values)} keys: file, schema and program agree")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
