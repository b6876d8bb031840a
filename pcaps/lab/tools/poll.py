#!/usr/bin/env python3
"""Polls a URL again and again inside one HTTP(S) connection.

Usage: poll.py URL [--times N] [--every SECONDS] [--jitter SHARE] [--agent TEXT] [--paths PATH…]: with --paths, polls these in turn instead of the URL's own.
"""
import argparse
import http.client
import random
import ssl
import time
import urllib.parse


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--every", type=float, default=3)
    parser.add_argument("--jitter", type=float, default=0.2)
    parser.add_argument("--agent", default="Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0")
    parser.add_argument("--paths", nargs="*")
    said = parser.parse_args()
    there, draw = urllib.parse.urlsplit(said.url), random.Random(said.url)
    if there.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(there.netloc, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(there.netloc)
    for n in range(said.times):
        path = said.paths[n % len(said.paths)] if said.paths else f"{there.path}?s={draw.getrandbits(32):08x}"
        connection.request("GET", path, headers={"User-Agent": said.agent})
        connection.getresponse().read()
        time.sleep(said.every * (1 + draw.uniform(-said.jitter, said.jitter)))


if __name__ == "__main__":
    main()
