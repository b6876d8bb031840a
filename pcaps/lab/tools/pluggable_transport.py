#!/usr/bin/env python3
"""Standard input and output through obfs4proxy, for an ssh ProxyCommand.

Usage: pluggable_transport.py STATE_FOLDER BRIDGE_LINE_FILE ADDRESS PORT. Starts obfs4proxy as a client, reads its SOCKS port, hands the bridge's certificate over as SOCKS
user name (as Tor's pluggable transports do), then copies both ways.
"""
import os
import re
import socket
import subprocess
import sys
import threading


def connect(transport: "subprocess.Popen[str]", certificate: str, address: str, port: int) -> socket.socket:
    assert transport.stdout is not None
    line = next(line for line in transport.stdout if line.startswith("CMETHOD obfs4 "))
    host, local = line.split()[3].rsplit(":", 1)
    there = socket.create_connection((host, int(local)))
    user = f"cert={certificate};iat-mode=0".encode()
    there.sendall(b"\x05\x01\x02")
    there.recv(2)
    there.sendall(b"\x01" + bytes([len(user)]) + user + b"\x01\x00")
    there.recv(2)
    there.sendall(b"\x05\x01\x00\x01" + socket.inet_aton(address) + port.to_bytes(2, "big"))
    there.recv(10)
    return there


def main() -> None:
    state, bridge, address, port = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    with open(bridge) as f:
        found = re.search(r"cert=(\S+)", f.read())
    if not found:
        sys.exit("no certificate in the bridge line")
    environment = {**os.environ, "TOR_PT_STATE_LOCATION": state, "TOR_PT_CLIENT_TRANSPORTS": "obfs4"}
    transport = subprocess.Popen(["obfs4proxy"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    there = connect(transport, found[1], address, port)

    def up() -> None:
        while data := os.read(0, 65536):
            there.sendall(data)

    threading.Thread(target=up, daemon=True).start()
    while data := there.recv(65536):
        os.write(1, data)


if __name__ == "__main__":
    main()
