#!/usr/bin/env python3
"""Makes the synthetic captures of this folder: conversations that no tool on a bench can be asked for. Same bytes each time.

Usage: make_synthetic.py NAME      writes malicious/synthetic-NAME.pcap or benign/synthetic-NAME.pcap beside this file
       make_synthetic.py --list
"""
import pathlib
import random
import struct
import sys
from base64 import b64encode

CLIENT, RESOLVER = "10.10.1.21", "10.10.1.1"
SYN, ACK, PSH, FIN, RST = 2, 16, 8, 1, 4


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip(text):
    return bytes(map(int, text.split(".")))


class Capture:
    """Packets in the order they are said; `now` is seconds from the start."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.now, self.out, self.ports, self.ident = 0.0, [], iter(range(40000, 65000)), 0

    def wait(self, seconds):
        self.now += seconds

    def packet(self, source, target, protocol, payload):
        self.ident += 1
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), self.ident & 0xFFFF, 0x4000, 64, protocol, 0, ip(source), ip(target))
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        frame = bytes.fromhex("02aa0000000202aa000000010800") + head + payload
        at = 1_764_000_000 + self.now
        self.out.append(struct.pack("<IIII", int(at), int(at % 1 * 1e6), len(frame), len(frame)) + frame)
        self.now += 0.0004

    def transport(self, source, target, protocol, header, place, payload):
        pseudo = ip(source) + ip(target) + struct.pack("!BBH", 0, protocol, len(header) + len(payload))
        sum16 = checksum(pseudo + header + payload)
        self.packet(source, target, protocol, header[:place] + struct.pack("!H", sum16) + header[place + 2 :] + payload)

    def udp(self, source, sport, target, dport, payload):
        self.transport(source, target, 17, struct.pack("!HHHH", sport, dport, 8 + len(payload), 0), 6, payload)

    def segment(self, source, sport, target, dport, seq, ack, flags, payload=b""):
        header = struct.pack("!HHIIBBHHH", sport, dport, seq, ack, 0x50, flags, 64240, 0, 0)
        self.transport(source, target, 6, header, 16, payload)

    def unreachable(self, source, target, sport, dport, size):
        quoted = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + size, 1, 0, 64, 17, 0, ip(target), ip(source)) + struct.pack("!HHHH", sport, dport, 8 + size, 0)
        message = struct.pack("!BBHI", 3, 3, 0, 0) + quoted
        self.packet(source, target, 1, message[:2] + struct.pack("!H", checksum(message)) + message[4:])

    def dns(self, name, addresses=(), ttl=60, rcode=0, client=CLIENT):
        port, ident = next(self.ports), self.random.randrange(65536)
        question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0" + struct.pack("!HH", 1, 1)
        self.udp(client, port, RESOLVER, 53, struct.pack("!HHHHHH", ident, 0x0100, 1, 0, 0, 0) + question)
        self.wait(0.02)
        answers = b"".join(b"\xc0\x0c" + struct.pack("!HHIH4s", 1, 1, ttl, 4, ip(a)) for a in addresses)
        self.udp(RESOLVER, 53, client, port, struct.pack("!HHHHHH", ident, 0x8180 | rcode, 1, len(addresses), 0, 0) + question + answers)

    def syn(self, target, port, client=CLIENT, refused=False, sport=None):
        """A connection that nobody takes."""
        sport = sport or next(self.ports)
        seq = self.random.randrange(1 << 31)
        self.segment(client, sport, target, port, seq, 0, SYN)
        if refused:
            self.segment(target, port, client, sport, 0, seq + 1, RST | ACK)

    def tcp(self, target, port, talk, client=CLIENT, pause=0.05):
        """A whole connection; `talk` is a list of (from_client, bytes) or seconds of silence."""
        sport, c, s = next(self.ports), self.random.randrange(1 << 31), self.random.randrange(1 << 31)
        self.segment(client, sport, target, port, c, 0, SYN)
        self.segment(target, port, client, sport, s, c + 1, SYN | ACK)
        c, s = c + 1, s + 1
        self.segment(client, sport, target, port, c, s, ACK)
        for step in talk:
            if not isinstance(step, tuple):
                self.wait(step)
                continue
            self.wait(pause)
            for at in range(0, len(step[1]), 1400):
                data = step[1][at : at + 1400]
                if step[0]:
                    self.segment(client, sport, target, port, c, s, ACK | PSH, data)
                    c += len(data)
                    self.segment(target, port, client, sport, s, c, ACK)
                else:
                    self.segment(target, port, client, sport, s, c, ACK | PSH, data)
                    s += len(data)
                    self.segment(client, sport, target, port, c, s, ACK)
        self.segment(client, sport, target, port, c, s, FIN | ACK)
        self.segment(target, port, client, sport, s, c + 1, FIN | ACK)
        self.segment(client, sport, target, port, c + 1, s + 1, ACK)

    def noise(self, size):
        return bytes(self.random.randrange(256) for _ in range(size))

    def save(self, path):
        path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + b"".join(self.out))


def dyndns_rat(c):
    for _ in range(6):
        c.dns("kestrel7.duckdns.org", ["203.0.113.90"])
        c.tcp("203.0.113.90", 5552, [(True, b"\x35\x00ll" + c.noise(60)), 2.0, (False, c.noise(24)), (True, c.noise(90))])
        c.wait(7 + 9 * c.random.random())


def dyndns_storage(c):
    for _ in range(3):
        c.dns("familyphotos.duckdns.org", ["203.0.113.91"], ttl=600)
        request = b"GET /photos HTTP/1.1\r\nHost: familyphotos.duckdns.org\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n\r\n"
        head = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Type: text/html\r\nContent-Length: 3000\r\n\r\n"
        reply = head + b"<p>photo</p>" * 250
        c.tcp("203.0.113.91", 8080, [(True, request), (False, reply)])
        c.wait(40 + 60 * c.random.random())


def spa_then_ssh(c):
    attacker, alphabet = "203.0.113.66", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    c.udp(attacker, 41690, CLIENT, 62201, "".join(c.random.choice(alphabet) for _ in range(225)).encode())
    c.wait(2.1)
    c.tcp(CLIENT, 22, [(True, b"SSH-2.0-OpenSSH_9.2p1\r\n"), (False, b"SSH-2.0-OpenSSH_9.2p1\r\n"), (True, c.noise(700)), (False, c.noise(700))], client=attacker)


def slow_knock(c):
    attacker = "203.0.113.66"
    for port in (7000, 8000, 9000):
        c.syn(CLIENT, port, client=attacker, refused=True)
        c.wait(25)
    c.tcp(CLIENT, 22, [(True, b"SSH-2.0-OpenSSH_9.2p1\r\n"), (False, b"SSH-2.0-OpenSSH_9.2p1\r\n"), (True, c.noise(700)), (False, c.noise(700))], client=attacker)


def port_scan(c):
    for port in (21, 23, 25, 80, 110, 139, 443, 445, 3306, 3389, 5900, 8080, 8443, 1433):
        c.syn("10.10.1.30", port, refused=True)
        c.wait(0.05)
    c.tcp("10.10.1.30", 22, [(False, b"SSH-2.0-OpenSSH_9.2p1\r\n"), (True, b"SSH-2.0-scan\r\n")])
    for port in (5432, 6379, 27017):
        c.syn("10.10.1.30", port, refused=True)
        c.wait(0.05)
    # And a client that tries a service's alternatives, over both transports.
    for port in (8443, 443):
        c.syn("198.51.100.20", port)
        c.wait(1)
    c.udp(CLIENT, 50000, "198.51.100.20", 443, b"\xc3" + c.noise(1199))
    c.tcp("198.51.100.20", 80, [(True, b"GET / HTTP/1.1\r\nHost: app.example.test\r\n\r\n"), (False, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")])


def web(host, size=1500):
    return [(True, f"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Mozilla/5.0\r\n\r\n".encode()), (False, f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {size}\r\n\r\n".encode() + b"x" * size)]


def mirrors_and_trackers(c):
    c.dns("mirror1.distribution.test", ["198.51.100.20"])
    c.dns("mirror2.otherhost.test", ["198.51.101.20"])
    c.syn("198.51.100.20", 80, refused=True)
    c.tcp("198.51.101.20", 80, web("mirror2.otherhost.test", 20000))
    c.dns("tracker.adverts.test", ["203.0.113.77"])
    c.dns("www.news.test", ["198.51.100.44"])
    for _ in range(8):
        c.syn("203.0.113.77", 443, refused=True)
        c.tcp("198.51.100.44", 80, web("www.news.test"))
        c.wait(11 + 9 * c.random.random())


def spare_for_good(c):
    c.dns("status.harborlight.test", ["203.0.113.66"])
    c.dns("status.quietriver.test", ["198.51.100.66"])
    for _ in range(2):
        c.syn("203.0.113.66", 80)
        c.wait(60)
    for _ in range(6):
        c.tcp("198.51.100.66", 80, web("status.quietriver.test", 200))
        c.wait(200 * c.random.random())


BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
BROWSER_FIELDS = f"User-Agent: {BROWSER}\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Language: en-GB\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n"


def answer(kind, body, fields="", length=None):
    length = len(body) if length is None else length
    head = f"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{fields}\r\n"
    return False, head.encode() + body


def base64(c, size):
    return b64encode(c.noise(size)).decode()


def junk_data(c):
    page = b"<!DOCTYPE html><html><body>It works</body></html>\n"
    c.dns("status.harborlight.test", ["203.0.113.66"])
    for _ in range(5):
        request = b"GET /index.html HTTP/1.1\r\nHost: status.harborlight.test\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n\r\n"
        c.tcp("203.0.113.66", 80, [(True, request), answer("text/html", page + c.noise(200 + c.random.randrange(600)), length=len(page))])
        c.wait(20 + 60 * c.random.random())


def data_in_json(c):
    c.dns("api.harborlight.test", ["203.0.113.66"])
    for _ in range(6):
        body = ('{"id":7,"d":"%s"}' % base64(c, 60 + c.random.randrange(200))).encode()
        head = f"POST /v1/events HTTP/1.1\r\nHost: api.harborlight.test\r\nUser-Agent: agent/2.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        c.tcp("203.0.113.66", 80, [(True, head.encode() + body), answer("application/json", ('{"d":"%s"}' % base64(c, 40)).encode())])
        c.wait(200 * c.random.random())


def web_tokens(c):
    host = "shop.example.test"
    c.dns(host, ["198.51.100.45"])
    get = lambda uri, fields="": (True, f"GET {uri} HTTP/1.1\r\nHost: {host}\r\n{BROWSER_FIELDS}{fields}\r\n".encode())
    session = f"basket={base64(c, 48)}"
    page = b"<!DOCTYPE html><html><body>" + b"<p>goods</p>" * 100
    referred = f"Referer: http://{host}/\r\nCookie: {session}\r\n"
    jwt = f"eyJhbGciOiJIUzI1NiJ9.{base64(c, 60).rstrip('=')}.{base64(c, 32).rstrip('=')}"
    c.tcp("198.51.100.45", 80, [get("/"), answer("text/html", page, f"Set-Cookie: {session}; Path=/\r\n"),
                                get(f"/video/seg1.ts?hdnts={base64(c, 90)}", referred), answer("video/mp2t", b"G" + c.noise(1200)),
                                get(f"/img/a.jpg?Policy={base64(c, 120)}&Signature={base64(c, 96)}", referred), answer("image/jpeg", b"\xff\xd8\xff\xe0" + c.noise(900)),
                                get(f"/account?token={jwt}", referred), answer("text/html", c.noise(700), "Content-Encoding: br\r\n")])
    c.wait(4)
    for _ in range(4):
        c.tcp("198.51.100.45", 80, [get("/basket", referred), answer("text/html", c.noise(500), "Content-Encoding: br\r\n")])
        c.wait(30 * c.random.random())


CAPTURES = {
    "junk-data": ("malicious", junk_data),
    "data-in-json": ("malicious", data_in_json),
    "web-tokens": ("benign", web_tokens),
    "mirrors-trackers": ("benign", mirrors_and_trackers),
    "fallback-spare": ("malicious", spare_for_good),
    "knock-spa-62201": ("malicious", spa_then_ssh),
    "knock-slow": ("malicious", slow_knock),
    "scan-alternatives": ("benign", port_scan),
    "dyndns-rat-5552": ("malicious", dyndns_rat),
    "dyndns-storage": ("benign", dyndns_storage),
}


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(f"{label}/synthetic-{name}" for name, (label, _) in CAPTURES.items()))
        return
    label, build = CAPTURES[sys.argv[1]]
    capture = Capture(sys.argv[1])
    build(capture)
    capture.save(pathlib.Path(__file__).parent / label / f"synthetic-{sys.argv[1]}.pcap")


if __name__ == "__main__":
    main()
