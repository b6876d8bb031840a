#!/usr/bin/env python3
"""Live traffic for the end-to-end test. Usage: traffic.py serve | drive SECONDS SUMMARY.json

serve: web servers on .66 (the controller) and .80 (a news site), and a name server on .53.
drive: from the client, for SECONDS: a beacon to .66 every 2 s, a tunnel of TXT queries, and a person reading news; then writes what was sent.
"""
import base64
import http.client
import http.server
import json
import random
import socket
import struct
import sys
import threading
import time

DNS, C2, NEWS = "203.0.113.53", "203.0.113.66", "203.0.113.80"
BEAT = 2.0  # seconds


def question_of(message):
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode("latin-1"))
        at += 1 + message[at]
    kind = struct.unpack(">H", message[at + 1:at + 3])[0]
    return ".".join(labels), kind, message[12:at + 5]


def answer(message):
    """TXT gets 40 random letters, anything else the news site's address."""
    _, kind, question = question_of(message)
    data = b"\x28" + base64.b32encode(random.randbytes(25)) if kind == 16 else socket.inet_aton(NEWS)
    record = b"\xc0\x0c" + struct.pack(">HHIH", 16 if kind == 16 else 1, 1, 60, len(data)) + data
    return message[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, 1, 0, 0) + question + record


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"ok" if self.server.server_address[0] == C2 else random.randbytes(random.randint(2_000, 60_000))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve():
    for address in (C2, NEWS):
        server = http.server.ThreadingHTTPServer((address, 80), Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind((DNS, 53))
    print("serving", flush=True)
    while True:
        message, peer = names.recvfrom(2048)
        names.sendto(answer(message), peer)


def ask(name, kind):
    query = random.randbytes(2) + struct.pack(">HHHHH", 0x0100, 1, 0, 0, 0)
    query += b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0" + struct.pack(">HH", kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(2)
        s.sendto(query, (DNS, 53))
        s.recvfrom(2048)


def get(address, host, path):
    connection = http.client.HTTPConnection(address, 80, timeout=5)
    connection.request("GET", path, headers={"Host": host})
    connection.getresponse().read()
    connection.close()


def beacon(until, sent):
    next_beat = time.monotonic()
    while next_beat < until:
        get(C2, C2, "/status")
        sent["beats"] += 1
        next_beat += BEAT
        time.sleep(max(0, next_beat - time.monotonic()))


def tunnel(until, sent):
    while time.monotonic() < until:
        data = base64.b32encode(random.randbytes(60)).decode().lower().rstrip("=")
        ask(f"{data[:48]}.{data[48:]}.t.quartzfalls.test", 16)
        sent["tunnel_queries"] += 1
        time.sleep(0.2)


def browse(until, sent):
    while time.monotonic() < until:
        ask("www.daily-news.test", 1)
        sent["name_queries"] += 1
        for _ in range(random.randint(1, 4)):
            get(NEWS, "www.daily-news.test", f"/story/{random.randint(1, 500)}")
            sent["pages"] += 1
            time.sleep(random.uniform(0.05, 0.6))
        time.sleep(random.uniform(0.5, 6))


def drive(lasting, summary):
    sent = {"beats": 0, "tunnel_queries": 0, "name_queries": 0, "pages": 0}
    until = time.monotonic() + lasting
    threads = [threading.Thread(target=what, args=(until, sent)) for what in (beacon, tunnel, browse)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(summary, "w") as f:
        json.dump(sent, f)


if __name__ == "__main__":
    random.seed(20)
    serve() if sys.argv[1] == "serve" else drive(float(sys.argv[2]), sys.argv[3])
