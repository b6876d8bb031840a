"""Servers and sessions that many scenarios share. Each function starts a real program on a host and waits until it answers."""
from __future__ import annotations

from engine import addresses as at
from engine.hosts import TOOLS, Host, Program
from engine.material import Certificate
from engine.network import Network

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36"
CURL = "curl -sS -m 20 -o /dev/null"
LOOK_AROUND = "id\nhostname\nls -la /usr/share | head -25\ncat /etc/os-release\nip addr\nexit"


def sshd(net: Network, host: Host, address: str, port: int) -> Program:
    """OpenSSH that lets the lab's key in."""
    net.material.ssh_config()
    config = net.path(f"sshd_config.{host.name}.{port}", f"Port {port}\nListenAddress {address}\nHostKey {net.work}/ssh_host_key\nPidFile /tmp/sshd.{port}\nPermitRootLogin yes\n"
                      f"AuthorizedKeysFile {net.work}/ssh_key.pub\nStrictModes no\nUsePAM no\nPrintMotd no\nGatewayPorts yes\nPermitTunnel yes\nSubsystem sftp internal-sftp\n")  # fmt: skip
    return host.start(f"/usr/sbin/sshd -D -e -f {config}", listens=f"{port}/tcp")


def ssh(net: Network) -> str:
    """The client, with the lab's key and no questions."""
    return f"ssh -F {net.material.ssh_config()}"


def web(host: Host, address: str, port: int, certificate: Certificate | None = None, options: str = "") -> Program:
    """The lab's own web server (tools/web_server.py)."""
    tls = f"--cert {certificate.crt} --key {certificate.key} " if certificate else ""
    return host.start(f"python3 {TOOLS}/web_server.py {address} {port} {tls}{options}", listens=f"{port}/tcp")


def bad_certificate(net: Network) -> Certificate:
    """The team servers' certificate: valid, for their own names."""
    return net.material.certificate(at.BAD_NAME, at.BAD2_NAME)


def site_certificate(net: Network) -> Certificate:
    """One for all ordinary sites."""
    return net.material.certificate(*at.SITES)


def nginx(net: Network, name: str, root: str = "", host: Host | None = None, address: str = "") -> Program:
    """A real web server for site @p name: HTTP on 80, HTTPS with HTTP/2 on 443; takes PUT below /backup and /dav."""
    address, certificate = address or at.site(name), site_certificate(net)
    memory = " ".join(f"{kind}_temp_path /tmp/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config = net.path(f"nginx.{name}.conf", f"""daemon off; pid /tmp/nginx.{name}.pid; error_log /tmp/nginx.err; user root; worker_processes 1;
events {{ worker_connections 256; }}
http {{ include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_timeout 65; gzip on; gzip_types text/css application/javascript; {memory}
 client_max_body_size 100m; ssl_certificate {certificate.crt}; ssl_certificate_key {certificate.key};
 server {{ listen {address}:80; listen {address}:443 ssl http2; root {root or net.material.website()};
  location ~ ^/(backup|dav) {{ root /tmp; dav_methods PUT DELETE MKCOL; create_full_put_path on; }} }} }}
""")  # fmt: skip
    return (host or net.inet).start(f"nginx -c {config}", listens="443/tcp")


def name_server(net: Network, *rules: str) -> Program:
    """The team's name server (tools/name_server.py)."""
    return net.inet.start(f"python3 {TOOLS}/name_server.py {at.BAD_NS} {' '.join(rules)}", listens="53/udp")


def ntp_servers(net: Network) -> None:
    """Three chrony servers: ntp1 … ntp3.pool.test."""
    for last in (21, 22, 23):
        config = net.path(f"chrony-server.{last}", f"local stratum 2\nallow all\nbindaddress {at.OK}.{last}\ncmdport 0\nport 123\ndriftfile /tmp/drift{last}\npidfile /tmp/chrony{last}.pid\n")
        net.inet.start(f"chronyd -x -d -f {config} -u root", settle=0.3)


def ntp_client(net: Network, host: Host, options: str) -> Program:
    """chrony as a client of all three; @p options end each server line."""
    lines = "".join(f"server ntp{i}.pool.test {options}\n" for i in (1, 2, 3))
    config = net.path(f"chrony-{host.name}", f"{lines}driftfile /tmp/drift\ncmdport 0\npidfile /tmp/chronyd.pid\n")
    return host.start(f"chronyd -x -d -u root -f {config}")


def secure_resolver(net: Network) -> Program:
    """unbound as dns.resolver.test: DNS over HTTPS on 443, over TLS on 853."""
    certificate, address = site_certificate(net), at.site("dns.resolver.test")
    config = net.path("unbound.conf", f"""server:
 interface: {address}@443
 interface: {address}@853
 username: ""
 chroot: ""
 directory: "/tmp"
 pidfile: "/tmp/unbound.pid"
 do-daemonize: no
 tls-service-key: {certificate.key}
 tls-service-pem: {certificate.crt}
 access-control: 0.0.0.0/0 allow
 do-not-query-localhost: no
 module-config: "iterator"
 use-syslog: no
 local-zone: "test." nodefault
 https-port: 443
 tls-port: 853
forward-zone:
 name: "."
 forward-addr: {at.ROOT_NS}@5300
""")  # fmt: skip
    return net.inet.start(f"unbound -d -c {config}", listens="853/tcp")


def shell_session(net: Network, listener: str, connect: str, seconds: float = 22) -> None:
    """A reverse shell: the operator's @p listener types, the client's @p connect runs the shell."""
    net.inet.type(listener, LOOK_AROUND, pause=2, background=True)
    net.sleep(1.5)
    net.c1.start(connect)
    net.sleep(seconds)


def browse(net: Network, host: Host, pages: int, seed: int = 1) -> None:
    """A person reads @p pages: page, style, script and pictures, over HTTPS with HTTP/2, each third one over HTTP, with pauses of 2 to 9 s."""
    program = net.path("browse.sh", f"""RANDOM={seed}
for i in $(seq $1); do
  n=$((RANDOM % 11 + 1)); base=https://www.northwind.test; [ $((i % 3)) = 0 ] && base=http://news.daily.test
  pictures=$(grep -o 'img[0-9].png' {net.material.website()}/page$n.html | sort -u | sed "s|.*|$base/& -o /dev/null|")
  curl -s --http2 -A '{BROWSER}' $base/page$n.html -o /dev/null $base/style.css -o /dev/null $base/app.js -o /dev/null $pictures
  sleep $((RANDOM % 8 + 2))
done
""")  # fmt: skip
    host.run(f"bash {program} {pages}", seconds=400)
