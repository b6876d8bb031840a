"""Beacons: HTTP, HTTPS, raw TCP and UDP, with jitter from none to half, in connections of their own and inside one."""
from collections.abc import Callable

from engine import addresses as at
from engine.declaration import malicious
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import BROWSER, CURL, bad_certificate, browse, nginx, ntp_client, ntp_servers, web

RESOLVER = "c1>gw:53/udp"


def http(jitter: float, times: int = 28, seconds: float = 2.5, options: str = "--body html") -> Callable[[Network], None]:
    def play(net: Network) -> None:
        web(net.inet, at.BAD, 80, options=options)
        net.c1.every(seconds, jitter, times, lambda n, token: f"{CURL} -A '{BROWSER}' 'http://{at.BAD_NAME}/news/index.php?id={token}'")

    return play


def https(jitter: float, times: int = 26, seconds: float = 2.5, spread: str = "uniform", options: str = "--body base64") -> Callable[[Network], None]:
    def play(net: Network) -> None:
        web(net.inet, at.BAD, 443, bad_certificate(net), options)
        net.c1.every(seconds, jitter, times, lambda n, token: f"{CURL} -A '{BROWSER}' https://{at.BAD_NAME}/api/v2/{token}", spread)

    return play


for percent in (0, 30, 50):
    malicious(f"http-beacon-j{percent}", "T1071.001 T1029", tools="curl", talks=f"{RESOLVER} c1>{at.BAD}:80/tcp", expects=["beacon T1071.001"], seconds=90,
              about=f"HTTP GET beacon every 2.5 s, jitter {percent} %")(http(percent / 100))  # fmt: skip
for percent in (0, 20, 50):
    malicious(f"https-beacon-j{percent}", "T1071.001 T1573.002", tools="curl openssl", talks=f"{RESOLVER} c1>{at.BAD}:443/tcp", expects=["beacon T1071.001"], seconds=90,
              about=f"HTTPS beacon every 2.5 s, jitter {percent} %, a new TLS connection each")(https(percent / 100))  # fmt: skip


@malicious("tls-nosni-ip", "T1071.001 T1573.002", tools="curl openssl", talks=f"c1>{at.BAD}:443/tcp", expects=["T1071.001", "no_dns"], seconds=80)
def bare_address(net: Network) -> None:
    """HTTPS to a bare address: no name asked for, none in the handshake, a self-signed certificate"""
    web(net.inet, at.BAD, 443, net.material.self_signed(), "--body base64")
    net.c1.every(3, 0.2, 20, lambda n, token: f"{CURL} -k https://{at.BAD}/{token}")


@malicious("ipv6-https-beacon", "T1071.001", tools="curl openssl socat", talks=f"fd10:1::21>{at.BAD6}:443/tcp", ipv6=True, expects=["T1071.001"], seconds=80)
def ipv6(net: Network) -> None:
    """HTTPS beacon over IPv6 to a bare address"""
    net.inet.start(f"socat TCP6-LISTEN:443,bind=[{at.BAD6}],fork,reuseaddr TCP4:127.0.0.1:8443", listens="443/tcp")
    web(net.inet, "127.0.0.1", 8443, net.material.self_signed(), "--body base64")
    net.c1.every(3, 0.2, 20, lambda n, token: f"{CURL} -k 'https://[{at.BAD6}]/{token}'")


@malicious("http-in-connection", "T1071.001", tools="python3", talks=f"c1>{at.BAD}:80/tcp", expects=["beacon T1071.001"], seconds=80)
def http_inside(net: Network) -> None:
    """one HTTP connection, a poll every 2.5 s +-10 % inside it"""
    web(net.inet, at.BAD, 80, options="--body json")
    net.c1.run(f"python3 {TOOLS}/poll.py http://{at.BAD_NAME}/poll --times 28 --every 2.5 --jitter 0.1")


@malicious("https-beacon-keepalive", "T1071.001 T1573.002", tools="python3", talks=f"c1>{at.BAD}:443/tcp", expects=["T1573"], seconds=90)
def https_inside(net: Network) -> None:
    """one long TLS connection, a poll every 3 s +-20 % inside it"""
    web(net.inet, at.BAD, 443, bad_certificate(net), "--body json")
    net.c1.run(f"python3 {TOOLS}/poll.py https://{at.BAD_NAME}/poll --times 26 --every 3 --jitter 0.2")


@malicious("http-long-poll", "T1071.001", tools="curl", talks=f"c1>{at.BAD}:80/tcp", expects=["low"], seconds=90)
def long_poll(net: Network) -> None:
    """long poll: each request hangs 7 to 11 s until there is a task, then comes the next"""
    web(net.inet, at.BAD, 80, options="--hold 11 --body base64")
    net.c1.every(0.2, 0.2, 8, lambda n, token: f"{CURL} 'http://{at.BAD_NAME}/wait?s={token}'")


@malicious("tcp-raw-beacon", "T1095", tools="socat ncat", talks=f"c1>{at.BAD}:5555/tcp", expects=["medium T1095"], seconds=100)
def raw_inside(net: Network) -> None:
    """33 random bytes every 3 s +-10 % inside one TCP connection, echoed"""
    net.inet.start(f"socat TCP-LISTEN:5555,bind={at.BAD},fork,reuseaddr EXEC:/bin/cat", listens="5555/tcp")
    net.c1.run(f"python3 {TOOLS}/heartbeat.py {at.BAD} 5555 --bytes 33 --times 28 --every 3 --jitter 0.1")


@malicious("tcp-connect-beacon", "T1095 T1029", tools="ncat", talks=f"c1>{at.BAD}:9001/tcp", expects=["T1095"], seconds=100)
def connect(net: Network) -> None:
    """a short TCP connection with 20 bytes about every 3 s"""
    net.inet.start(f"ncat -lk {at.BAD} 9001 -e /bin/cat", listens="9001/tcp")
    net.c1.every(2, 0.3, 26, lambda n, token: f"echo PING {token} {n} | ncat -w 1 {at.BAD} 9001")


@malicious("udp-beacon", "T1095", tools="ncat socat", talks=f"c1>{at.BAD}:8888/udp", expects=["T1095"], seconds=120)
def udp(net: Network) -> None:
    """UDP heartbeat of 24 bytes to 8888 every 3 s, answered"""
    net.inet.start(f"socat UDP-LISTEN:8888,bind={at.BAD},fork EXEC:/bin/cat", listens="8888/udp")
    net.c1.every(2, 0.2, 35, lambda n, token: f"printf 'hb\\x01\\x02{token}{token}%04d' {n} | ncat -u -w 1 {at.BAD} 8888")


@malicious("udp-oneway-beacon", "T1095", tools="socat", talks=f"c1>{at.BAD}:40404/udp", unanswered=True, expects=["T1095"], seconds=100)
def udp_oneway(net: Network) -> None:
    """UDP beacon that nobody ever answers, constant source port"""
    net.inet.start(f"socat -u UDP-RECV:40404,bind={at.BAD} /dev/null", listens="40404/udp")
    net.c1.every(3, 0.05, 28, lambda n, token: f"printf A{token} | socat -u - UDP-SENDTO:{at.BAD}:40404,sourceport=40405")


@malicious("mix-office-beacon", "T1071.001 T1573.002", tools="curl chrony fping nginx-light", talks=f"c2>{at.BAD}:443/tcp c1>{at.OK}.10:443/tcp", hosts="c1 c2", expects=["beacon T1071.001"], seconds=130)
def in_an_office(net: Network) -> None:
    """two workstations browse, ask for the time and are pinged; on one of them an HTTPS beacon (4 s +-30 %)"""
    for name in ("www.northwind.test", "news.daily.test"):
        nginx(net, name)
    ntp_servers(net)
    ntp_client(net, net.c1, "iburst minpoll 3 maxpoll 4")
    web(net.inet, at.BAD, 443, bad_certificate(net), "--body base64")
    browser = net.path("background.sh", f"for i in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null https://www.northwind.test/page$i.html; sleep $((RANDOM % 6 + 3)); done; fping -q -p 5000 -c 4 {at.OK}.10\n")
    net.c1.start(f"bash {browser}")
    net.c2.every(4, 0.3, 18, lambda n, token: f"{CURL} https://{at.BAD_NAME}/a/{token}")
    browse(net, net.c2, 2)


# Hours, recorded in minutes: the clock is stretched afterwards.


@malicious("time-scaled-http-24h", "T1071.001 T1029", tools="curl", talks=f"{RESOLVER} c1>{at.BAD}:80/tcp", stretch=300, timestamps=False, delay_ms=6, expects=["beacon T1071.001"], seconds=220)
def day_http(net: Network) -> None:
    """HTTP beacon, nominal 5 min, jitter 10 %, about 16 h"""
    http(0.1, 180, 0.95, "--body html --scale 300 --big-every 96")(net)


@malicious("time-scaled-https-poisson-8h", "T1071.001 T1029", tools="curl", talks=f"{RESOLVER} c1>{at.BAD}:443/tcp", stretch=150, timestamps=False, expects=["beacon T1071.001"], seconds=220)
def poisson(net: Network) -> None:
    """HTTPS check-ins with exponential gaps, nominal mean 10 min, 8 h"""
    https(0, 48, 4, "poisson", "--body base64 --scale 150")(net)


@malicious("time-scaled-dns-txt-12h", "T1071.004 T1029", tools="bind9-dnsutils dnsmasq", talks=RESOLVER, stretch=300, timestamps=False, expects=["T1071.004"], seconds=180)
def day_dns(net: Network) -> None:
    """TXT poll, nominal 5 min +-10 %, 12 h"""
    net.inet.start(f"python3 {TOOLS}/name_server.py {at.BAD_NS} {at.ZONE}=txt:24:60", listens="53/udp")
    net.c1.every(1, 0.1, 144, lambda n, token: f"dig +tries=1 +time=3 TXT {token}.{at.ZONE}")
