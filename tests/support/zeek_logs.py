#!/usr/bin/env python3
"""Writes the logs that Zeek would have kept of a capture, as far as the sensor's own events tell: conn, dns, ssl and http, in the forms that
https://docs.zeek.org/en/master/log-formats.html describes. Rows stand in the order in which Zeek writes them: a connection's when it ends.

Usage: zeek_logs.py SEKISHO CAPTURE FOLDER [--json] [--gzip]
"""
import argparse
import datetime
import gzip
import json
import pathlib
import subprocess

SERVICES = {"HTTP": "http", "TLS": "ssl", "DNS": "dns", "SSH": "ssh", "DHCP": "dhcp", "NTP": "ntp", "SMTP": "smtp", "IMAP": "imap", "IRC": "irc",
            "RDP": "rdp", "SNMP": "snmp", "MQTT": "mqtt", "SMBv23": "smb", "FTP_CONTROL": "ftp", "DTLS": "ssl", "Kerberos": "krb"}
TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "NULL": 10, "PTR": 12, "MX": 15, "TXT": 16, "KEY": 25, "AAAA": 28, "SRV": 33, "CERT": 37, "HTTPS": 65, "ANY": 255, "PRIVATE": 65399}
RCODES = {"NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4, "REFUSED": 5}
VERSIONS = {"TLS 1.0": "TLSv10", "TLS 1.1": "TLSv11", "TLS 1.2": "TLSv12", "TLS 1.3": "TLSv13"}
SHARED = [("ts", "time"), ("uid", "string"), ("id.orig_h", "addr"), ("id.orig_p", "port"), ("id.resp_h", "addr"), ("id.resp_p", "port")]
COLUMNS = {
    "conn": SHARED + [("proto", "enum"), ("service", "string"), ("duration", "interval"), ("orig_bytes", "count"), ("resp_bytes", "count"),
                      ("conn_state", "string"), ("local_orig", "bool"), ("local_resp", "bool"), ("missed_bytes", "count"), ("history", "string"),
                      ("orig_pkts", "count"), ("orig_ip_bytes", "count"), ("resp_pkts", "count"), ("resp_ip_bytes", "count"),
                      ("tunnel_parents", "set[string]")],
    "dns": SHARED + [("proto", "enum"), ("trans_id", "count"), ("rtt", "interval"), ("query", "string"), ("qclass", "count"), ("qclass_name", "string"),
                     ("qtype", "count"), ("qtype_name", "string"), ("rcode", "count"), ("rcode_name", "string"), ("AA", "bool"), ("TC", "bool"),
                     ("RD", "bool"), ("RA", "bool"), ("Z", "count"), ("answers", "vector[string]"), ("TTLs", "vector[interval]"), ("rejected", "bool")],
    "ssl": SHARED + [("version", "string"), ("cipher", "string"), ("curve", "string"), ("server_name", "string"), ("resumed", "bool"),
                     ("last_alert", "string"), ("next_protocol", "string"), ("established", "bool"), ("subject", "string"), ("issuer", "string"),
                     ("ja3", "string"), ("ja3s", "string")],
    "http": SHARED + [("trans_depth", "count"), ("method", "string"), ("host", "string"), ("uri", "string"), ("referrer", "string"), ("version", "string"),
                      ("user_agent", "string"), ("request_body_len", "count"), ("response_body_len", "count"), ("status_code", "count"),
                      ("resp_mime_types", "vector[string]")],
}


def seconds(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()


def base(event, time):
    proto = {"IPv6-ICMP": "icmp"}.get(event["proto"], event["proto"].lower())
    ports = (event.get("icmp_type", 8), event.get("icmp_code", 0)) if proto == "icmp" else (event.get("src_port", 0), event.get("dest_port", 0))
    return {"ts": time, "uid": "C" + str(event["flow_id"]), "id.orig_h": event["src_ip"], "id.orig_p": ports[0], "id.resp_h": event["dest_ip"],
            "id.resp_p": ports[1], "proto": proto}


def conn(event):
    flow = event["flow"]
    row = base(event, seconds(flow["start"]))
    dpi = event.get("dpi", {})
    sure = dpi.get("confidence") == "dpi"
    row |= {"service": SERVICES.get(dpi.get("protocol")) if sure else None, "duration": round(seconds(flow["end"]) - row["ts"], 6),
            "orig_bytes": flow["payload_toserver"], "resp_bytes": flow["payload_toclient"], "conn_state": flow["conn_state"], "missed_bytes": 0,
            "history": flow.get("history"), "orig_pkts": flow["pkts_toserver"], "orig_ip_bytes": flow["bytes_toserver"], "resp_pkts": flow["pkts_toclient"],
            "resp_ip_bytes": flow["bytes_toclient"], "tunnel_parents": []}
    return row["ts"] + row["duration"], row


class Lookups:
    """Questions wait for their answers, for that is when Zeek writes them."""

    def __init__(self):
        self.asked = {}
        self.rows = []

    def take(self, event):
        dns, key = event["dns"], (event["flow_id"], event["dns"]["id"], event["dns"].get("rrname"))
        now = seconds(event["timestamp"])
        if dns["type"] == "query":
            row = base(event, now) | {"trans_id": dns["id"], "query": dns.get("rrname"), "qclass": 1, "qclass_name": "C_INTERNET", "qtype_name": dns.get("rrtype"),
                                      "qtype": TYPES.get(dns.get("rrtype"), 0), "AA": False, "TC": False, "RD": dns.get("rd", False), "RA": False, "Z": 0, "rejected": False}
            self.asked[key] = row
            self.rows.append([now, row])
        elif row := self.asked.pop(key, None):
            answers = dns.get("answers", [])
            row |= {"rtt": round(now - row["ts"], 6), "rcode": RCODES.get(dns.get("rcode"), 2), "rcode_name": dns.get("rcode"), "AA": dns.get("aa", False),
                    "RA": dns.get("ra", False), "answers": [answer(a) for a in answers], "TTLs": [float(a["ttl"]) for a in answers]}
            next(r for r in reversed(self.rows) if r[1] is row)[0] = now


def answer(record):
    data = record.get("rdata", "")
    if record["rrtype"] == "TXT":
        return f"TXT {len(data)} {data}"
    if record["rrtype"] in ("A", "AAAA", "CNAME", "NS", "PTR", "MX", "SRV"):
        return data.split(" ")[-1]
    return f"<unknown type={TYPES.get(record['rrtype'], 0)}>"


def ssl(event):
    tls, now = event["tls"], seconds(event["timestamp"])
    row = base(event, now) | {"version": VERSIONS.get(tls.get("version")), "server_name": tls.get("sni"), "resumed": tls.get("session_resumed", False),
                              "established": "version" in tls, "subject": tls.get("subject"), "issuer": tls.get("issuerdn"),
                              "ja3": tls.get("ja3", {}).get("hash"), "ja3s": tls.get("ja3s", {}).get("hash")}
    return now, row


def http(event):
    h, now = event["http"], seconds(event["timestamp"])
    row = base(event, now) | {"trans_depth": 1, "method": h.get("http_method"), "host": h.get("hostname"), "uri": h.get("url"), "referrer": h.get("http_refer"),
                              "version": h.get("protocol", "HTTP/1.1").removeprefix("HTTP/"), "user_agent": h.get("http_user_agent"), "request_body_len": 0,
                              "response_body_len": h.get("length", 0), "status_code": h.get("status"),
                              "resp_mime_types": [h["http_content_type"]] if h.get("http_content_type") else []}
    return now, row


def spelt(value, kind):
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, list):
        return ",".join(spelt(v, kind).replace(",", "\\x2c") for v in value) or "(empty)"
    text = "".join(c if " " <= c <= "~" else "".join(f"\\x{b:02x}" for b in c.encode()) for c in str(value))
    return text or "(empty)"


def write(path, kind, rows, as_json, opened):
    with opened(path, "wt") as out:
        if not as_json:
            names, types = zip(*COLUMNS[kind])
            out.write(f"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{kind}\n#open\t2026-11-23-14-00-00\n")
            out.write("#fields\t" + "\t".join(names) + "\n#types\t" + "\t".join(types) + "\n")
        for _, row in sorted(rows, key=lambda r: r[0]):
            if as_json:
                out.write(json.dumps({n: row[n] for n, _ in COLUMNS[kind] if row.get(n) is not None}, separators=(",", ":")) + "\n")
            else:
                out.write("\t".join(spelt(row.get(n), t) for n, t in COLUMNS[kind]) + "\n")
        if not as_json:
            out.write("#close\t2026-11-23-15-00-00\n")


def convert(sekisho, capture, folder, as_json=False, packed=False):
    """The rows of each log that was written."""
    events = subprocess.run([sekisho, "replay", "-q", "--alerts", "/dev/null", "--flows", "-", capture], capture_output=True, text=True, check=True).stdout
    logs, lookups = {"conn": [], "dns": [], "ssl": [], "http": []}, Lookups()
    logs["dns"] = lookups.rows
    for event in map(json.loads, events.splitlines()):
        if event["event_type"] == "dns":
            lookups.take(event)
        elif event["event_type"] == "flow" and not event["flow"]["interim"]:
            logs["conn"].append(conn(event))
        elif event["event_type"] in ("tls", "http"):
            kind = {"tls": "ssl"}.get(event["event_type"], "http")
            logs[kind].append({"ssl": ssl, "http": http}[kind](event))
    for kind, rows in logs.items():
        if rows:
            write(pathlib.Path(folder) / f"{kind}.log{'.gz' if packed else ''}", kind, rows, as_json, gzip.open if packed else open)
    return {kind: len(rows) for kind, rows in logs.items() if rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sekisho")
    parser.add_argument("capture")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--gzip", action="store_true")
    o = parser.parse_args()
    o.folder.mkdir(parents=True, exist_ok=True)
    for kind, rows in convert(o.sekisho, o.capture, o.folder, o.json, o.gzip).items():
        print(f"{kind}: {rows} rows")


if __name__ == "__main__":
    main()
