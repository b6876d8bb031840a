#!/usr/bin/env python3
"""Holds the tree to layers.txt: own includes, the files that may see a third-party library, and forbidden clocks.

Usage: check_layers.py ROOT. Prints every breach with file and line; exit 1 if there is one.
"""
import pathlib
import re
import sys

# A library's headers, and where alone they may be included.
LIBRARIES = {
    r"<pcap": ["sensor/capture/"],
    r"<ndpi": ["flow/dpi/"],
    r"<yaml-cpp": ["sensor/settings/yaml.cpp"],
    r"<prometheus": ["sensor/metrics/"],
    r"<zlib": ["sensor/zeek/"],
    r"<boost/json": ["sensor/zeek/"],
    r"<boost/(asio|beast)": ["sensor/web/", "sensor/app/"],
    r"<libpsl": ["detectors/knowledge/"],
    r"<maxminddb": ["detectors/knowledge/"],
    r"<openssl": ["flow/parse/", "flow/model/community_id.cpp"],
    r"<CLI/": ["sensor/app/"],
    r"<spdlog": ["sensor/app/"],
}
# Below the composition root only packet time exists. The capture loop and sampling of costs are measured in real time on purpose.
CLOCKS = re.compile(r"(system_clock|steady_clock|high_resolution_clock)::now|\bgettimeofday\(|\bclock_gettime\(|\btime\(nullptr\)|\bstd::rand\b|random_device|sleep_for|usleep\(")
CLOCK_FREE = ("flow/", "detectors/")
LONGEST_SOURCE, LONGEST_HEADER = 500, 150


def read_layers(path):
    layers = {}
    for line in path.read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            folder, allowed = (part.strip() for part in line.split(":"))
            layers[folder] = allowed.split()
    return layers


def layer_of(path, layers):
    """The folder of layers.txt that a file belongs to; detectors/beacon matches detectors/*."""
    parts = path.split("/")
    for size in range(len(parts) - 1, 0, -1):
        folder = "/".join(parts[:size])
        if folder in layers:
            return folder, layers[folder]
        if size >= 2 and "/".join(parts[: size - 1]) + "/*" in layers:
            return folder, layers["/".join(parts[: size - 1]) + "/*"]
    return None, None


def check_file(root, path, layers):
    name = str(path.relative_to(root))
    lines = path.read_text(errors="replace").splitlines()
    most = LONGEST_HEADER if name.endswith(".hpp") else LONGEST_SOURCE
    if len(lines) > most:
        yield f"{name}: {len(lines)} lines; at most {most}"
    folder, allowed = layer_of(name, layers)
    if folder is None:
        yield f"{name}: its folder is not in layers.txt"
        return
    for number, line in enumerate(lines, 1):
        own = re.match(r'#include "((?:flow|detectors|sensor)/[^"]+)"', line)
        if own and "*" not in allowed:
            target, _ = layer_of(own[1], layers)
            inside = target == folder or any(target == a or str(target).startswith(a + "/") for a in allowed)
            if not inside:
                yield f"{name}:{number}: {folder} may not include {own[1]}"
        for pattern, places in LIBRARIES.items():
            if re.search("#include " + pattern, line) and not any(name.startswith(p) for p in places):
                yield f"{name}:{number}: {line.strip()} belongs to {', '.join(places)} only"
        if name.startswith(CLOCK_FREE) and CLOCKS.search(line):
            yield f"{name}:{number}: packet time is the only time here: {line.strip()}"


def main():
    root = pathlib.Path(sys.argv[1])
    layers = read_layers(pathlib.Path(__file__).with_name("layers.txt"))
    files = [p for top in ("flow", "detectors", "sensor") for p in sorted((root / top).rglob("*.?pp"))]
    breaches = [b for path in files for b in check_file(root, path, layers)]
    print("\n".join(breaches) or f"{len(files)} files keep to their layers")
    sys.exit(1 if breaches or not files else 0)


if __name__ == "__main__":
    main()
