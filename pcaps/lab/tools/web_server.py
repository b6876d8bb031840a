#!/usr/bin/env python3
"""A small HTTP(S) server: a team server that answers with tasks, or a site with files.

Usage: web_server.py ADDRESS PORT [--cert F --key F] [--root DIR] [--body raw|base64|hex|json|html] [--least N] [--most N] [--server TEXT] [--close] [--hold SECONDS]
[--scale N] [--big-every N].
"""
import argparse
import base64
import email.utils
import http.server
import json
import mimetypes
import os
import random
import socketserver
import ssl
import time

BIG = 9000  # bytes of the answer that --big-every asks for: a new task, a module


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection. `said` are the options, `draw` the source of all that looks random, `count` the requests so far."""

    said: argparse.Namespace
    draw = random.Random("tasks")
    began = time.time()
    count = 0

    def version_string(self) -> str:
        return str(self.said.server)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header runs with the stretched clock of a time-scaled capture."""
        return email.utils.formatdate(self.began + (time.time() - self.began) * self.said.scale, usegmt=True)

    def log_message(self, format: str, *values: object) -> None:
        print(self.client_address[0], format % values, flush=True)

    def answer(self, body: bytes, kind: str = "text/html", code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def task(self) -> bytes:
        """The body of an answer: random bytes, dressed as --body says."""
        Handler.count += 1
        big = self.said.big_every and Handler.count % self.said.big_every == 0
        raw = self.draw.randbytes(BIG if big else self.draw.randint(self.said.least, self.said.most))
        text = base64.b64encode(raw)
        return {
            "raw": raw,
            "base64": text,
            "hex": raw.hex().encode(),
            "json": json.dumps({"status": "ok", "id": Handler.count, "data": text.decode()}).encode(),
            "html": b"<!DOCTYPE html><html><head><title>Index</title></head><body><!-- " + text + b" --></body></html>\n",
        }[self.said.body]

    def do_GET(self) -> None:
        if self.said.hold:
            time.sleep(self.draw.uniform(0.6, 1.0) * self.said.hold)
        if not self.said.root:
            self.answer(self.task())
            return
        file = os.path.join(self.said.root, self.path.split("?")[0].lstrip("/"))
        file = os.path.join(file, "index.html") if os.path.isdir(file) else file
        if os.path.isfile(file):
            with open(file, "rb") as f:
                self.answer(f.read(), mimetypes.guess_type(file)[0] or "application/octet-stream")
        else:
            self.answer(b"not found\n", "text/plain", 404)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        left = int(self.headers.get("Content-Length") or 0)
        while left > 0:
            left -= len(self.rfile.read(min(left, 65536)))
        self.answer(b'{"ok":true}' if self.said.body == "json" else b"ok", "application/json" if self.said.body == "json" else "text/plain")

    do_PUT = do_POST


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, request_queue_size = True, 64
    tls: ssl.SSLContext | None = None

    def get_request(self):  # type: ignore[no-untyped-def]
        connection, client = super().get_request()
        return (self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) if self.tls else connection), client

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients come and go."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    for name in ("cert", "key", "root"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--body", default="raw")
    parser.add_argument("--server", default="nginx")
    parser.add_argument("--close", action="store_true")
    for name, default in (("least", 40), ("most", 120), ("big-every", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name, default in (("hold", 0), ("scale", 1)):
        parser.add_argument(f"--{name}", type=float, default=default)
    Handler.said = said = parser.parse_args()
    Handler.protocol_version = "HTTP/1.0" if said.close else "HTTP/1.1"
    server = Server((said.address, said.port), Handler)
    if said.cert:
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(said.cert, said.key)
        server.tls.set_alpn_protocols(["http/1.1"])
    server.serve_forever()


if __name__ == "__main__":
    main()
