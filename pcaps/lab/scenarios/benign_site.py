"""A site's own machinery: ssh, git, mail, files, backup, monitoring, things on the LAN, remote desktops, voice."""
from engine import addresses as at
from engine.declaration import benign
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import CURL, LOOK_AROUND, site_certificate, ssh, sshd
from scenarios.vpns import desktop, openvpn, wireguard

FORGE = f"{at.OK}.30"


@benign("ssh-admin-22", tools="openssh-client openssh-server", talks=f"c1>srv:22/tcp c1>{FORGE}:22/tcp", hosts="c1 srv", seconds=60)
def admin(net: Network) -> None:
    """interactive ssh on 22 to an internal server, then to an outside one"""
    sshd(net, net.srv, at.SERVER, 22)
    sshd(net, net.inet, FORGE, 22)
    for there in (at.SERVER, FORGE):
        net.c1.type(f"{ssh(net)} root@{there}", LOOK_AROUND, pause=3)


@benign("ssh-idle-keepalive", tools="openssh-client", talks="c1>srv:22/tcp", hosts="c1 srv", seconds=100)
def idle(net: Network) -> None:
    """ssh on 22 left open, a keep-alive every 10 s, a command now and then"""
    sshd(net, net.srv, at.SERVER, 22)
    net.c1.type(f"{ssh(net)} -o ServerAliveInterval=10 root@{at.SERVER}", "uptime\n@sleep 35\nls /usr/share | head\n@sleep 35\ndate\nexit")


@benign("ssh-jump-host", tools="openssh-client openssh-server", talks=f"c1>{FORGE}:22/tcp", seconds=50)
def jump(net: Network) -> None:
    """ssh through the provider's jump host (-J) to a machine behind it"""
    sshd(net, net.inet, FORGE, 22)
    sshd(net, net.inet, "127.0.0.1", 2200)
    config = net.material.ssh_config()
    net.c1.type(f"ssh -F {config} -o 'ProxyCommand=ssh -F {config} -W 127.0.0.1:2200 root@{FORGE}' root@inner", LOOK_AROUND, pause=2)


@benign("ansible-ssh-burst", tools="openssh-client rsync", talks="c1>srv:22/tcp", hosts="c1 srv", seconds=50)
def configuration(net: Network) -> None:
    """configuration management: many short ssh and sftp sessions, then rsync over ssh, to an internal server"""
    sshd(net, net.srv, at.SERVER, 22)
    site, config = net.material.website(), net.material.ssh_config()
    net.c1.every(1.5, 0.3, 6, f"{ssh(net)} root@{at.SERVER} 'id; cat /etc/os-release'; echo put {site}/app.js /tmp/app.js | sftp -q -F {config} root@{at.SERVER}")
    net.c1.run(f"rsync -a --exclude seg --exclude stage2.bin -e '{ssh(net)}' {site}/ root@{at.SERVER}:/tmp/site/")


@benign("sftp-transfer", tools="openssh-client openssh-server", talks=f"c1>{FORGE}:22/tcp", seconds=50)
def sftp(net: Network) -> None:
    """a person fetches files by sftp from a provider, looking around between them"""
    sshd(net, net.inet, FORGE, 22)
    site, config = net.material.website(), net.material.ssh_config()
    lines = f"ls {site}\nget {site}/img1.png /tmp/a\n@sleep 4\nget {site}/img2.png /tmp/b\n@sleep 5\nput {site}/page1.html /tmp/c\nls -l /tmp\nexit"
    net.c1.type(f"sftp -F {config} root@{FORGE}", lines, pause=2)


@benign("git-ssh", tools="git openssh-client", talks=f"c1>{FORGE}:22/tcp", seconds=60)
def git_ssh(net: Network) -> None:
    """git clone, commits and pushes over ssh to a forge"""
    sshd(net, net.inet, FORGE, 22)
    net.inet.run("git init -q --bare /tmp/r.git", note=False)
    work = net.path("work.sh", f"""export HOME=/tmp GIT_SSH_COMMAND='{ssh(net)}'
git config --global user.email a@northwind.test; git config --global user.name anna
git clone -q ssh://root@{FORGE}/tmp/r.git /tmp/w; cd /tmp/w
for i in 1 2 3 4; do cp {net.material.website()}/page$i.html .; git add .; git commit -qm c$i; git push -q origin HEAD:main; sleep 4; done
git fetch -q; git ls-remote -q >/dev/null
""")  # fmt: skip
    net.c1.run(f"bash {work}")


@benign("git-daemon-poll", tools="git", talks=f"c1>{FORGE}:9418/tcp", seconds=60)
def git_poll(net: Network) -> None:
    """a build server asks a forge for news every 4 s over git's own protocol"""
    net.inet.run("cd /tmp; git init -q r.git; cd r.git; git config user.email a@b.test; git config user.name a; for i in 1 2 3; do date >f; git add f; git commit -qm c$i; done; touch .git/git-daemon-export-ok", note=False)
    net.inet.start(f"git daemon --base-path=/tmp --listen={FORGE} --reuseaddr", listens="9418/tcp")
    net.c1.run(f"git clone -q git://{FORGE}/r.git /tmp/r")
    net.c1.every(4, 0.05, 11, f"git ls-remote -q git://{FORGE}/r.git")


@benign("rsync-daemon", tools="rsync", talks=f"c1>{at.OK}.12:873/tcp", seconds=60)
def rsync(net: Network) -> None:
    """rsync from a mirror's daemon, then looks for changes"""
    config = net.path("rsyncd.conf", f"use chroot = no\nuid = root\ngid = root\n[pub]\npath = {net.material.website()}\n")
    net.inet.start(f"rsync --daemon --no-detach --address={at.OK}.12 --config={config}", listens="873/tcp")
    net.c1.run(f"rsync -a --exclude seg --exclude stage2.bin rsync://{at.OK}.12/pub/ /tmp/m/")
    net.c1.every(8, 0.3, 5, f"rsync -an rsync://{at.OK}.12/pub/ /tmp/m/")


@benign("backup-rsync-ssh", tools="rsync openssh-client", talks=f"c1>{at.OK}.31:22/tcp", seconds=50)
def backup(net: Network) -> None:
    """the sanctioned backup by rsync over ssh: everything once, then two runs with what changed"""
    sshd(net, net.inet, f"{at.OK}.31", 22)
    site = net.material.website()
    net.c1.run(f"cp -r {site} /tmp/home", note=False)
    net.c1.every(8, 0.2, 3, lambda n, _: f"date >>/tmp/home/note{n}; rsync -a --exclude seg -e '{ssh(net)}' /tmp/home/ root@{at.OK}.31:/tmp/backup/")


# Mail


def dovecot(net: Network, protocols: str) -> None:
    pair = site_certificate(net)
    config = net.path("dovecot.conf", f"""base_dir = /run/dovecot
protocols = {protocols}
listen = {at.site("imap.postal.test")}
ssl = required
ssl_cert = <{pair.crt}
ssl_key = <{pair.key}
log_path = /dev/stderr
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
mail_location = maildir:/tmp/mail
first_valid_uid = 0
first_valid_gid = 0
disable_plaintext_auth = no
imap_idle_notify_interval = 12 secs
passdb {{
 driver = static
 args = password=pw
}}
userdb {{
 driver = static
 args = uid=65534 gid=65534 home=/tmp/h
}}
""")  # fmt: skip
    net.inet.start(f"dovecot -F -c {config}", listens="993/tcp" if protocols == "imap" else "995/tcp")


@benign("imap-idle", tools="dovecot-imapd openssl", talks=f"c1>{at.OK}.25:993/tcp", seconds=125)
def imap(net: Network) -> None:
    """a mail program waits in IMAP IDLE over TLS: the server's keep-alive every 12 s, a new mail"""
    dovecot(net, "imap")
    net.c1.start(f"python3 {TOOLS}/imap_idle.py imap.postal.test --seconds 105", settle=40)
    net.inet.run("umask 0; mkdir -p /tmp/mail/new; printf 'Subject: hi\\n\\nlunch?\\n' >/tmp/mail/new/1.x")
    net.sleep(70)


@benign("pop3-poll", tools="dovecot-pop3d openssl", talks=f"c1>{at.OK}.25:995/tcp", seconds=70)
def pop3(net: Network) -> None:
    """a mail program looks for mail every 5 s by POP3 over TLS"""
    dovecot(net, "pop3")
    net.c1.every(5, 0.02, 10, "curl -s -m 10 -u anna:pw pop3s://imap.postal.test/ -o /dev/null")


@benign("smtp-client-mail", tools="swaks", talks=f"c1>{at.OK}.25:587/tcp", seconds=60)
def submission(net: Network) -> None:
    """a mail program sends small mails with a picture by the sanctioned server on 587"""
    net.inet.start(f"python3 {TOOLS}/mail_server.py {at.OK}.25 587", listens="587/tcp")
    words = f"swaks --silent 3 --server mail.postal.test:587 --from anna@northwind.test --to boris@postal.test --body 'Hi, see you at ten. Anna' --attach @{net.material.website()}/img1.png"
    net.c1.every(6, 0.6, 6, lambda n, _: f"{words} --header 'Subject: notes {n}'")


@benign("smtp-relay-25", tools="swaks bind9-dnsutils", talks=f"srv>{at.OK}.25:25/tcp srv>gw:53/udp", hosts="srv", seconds=60)
def relay(net: Network) -> None:
    """the site's mail server delivers: MX look-up, then SMTP on 25 to the other's server"""
    net.inet.start(f"python3 {TOOLS}/mail_server.py {at.OK}.25 25", listens="25/tcp")
    net.srv.every(4, 0.7, 8, lambda n, token: f"dig +short MX postal.test; swaks --silent 3 --server mail.postal.test:25 --from list{n}@northwind.test --to u{token}@postal.test --body 'Minutes of meeting {n}'")


# Things and their watchers


@benign("mqtt-telemetry", tools="mosquitto mosquitto-clients", talks=f"c1>{at.OK}.34:8883/tcp", seconds=90)
def sensor(net: Network) -> None:
    """a home sensor over MQTT in TLS (8883): a reading every 5 s, keep-alive 15 s"""
    pair, address = site_certificate(net), at.site("mqtt.homehub.test")
    config = net.path("mosquitto.conf", f"listener 8883 {address}\nallow_anonymous true\ncertfile {pair.crt}\nkeyfile {pair.key}\n")
    net.inet.start(f"mosquitto -c {config}", listens="8883/tcp")
    readings = net.path("readings.sh", "for i in $(seq 15); do echo \"{\\\"t\\\":21.$((RANDOM % 10))}\"; sleep 5; done\n")
    net.c1.run(f"bash {readings} | mosquitto_pub -h mqtt.homehub.test -p 8883 --cafile {net.material.authority.crt} -k 15 -t home/t -l")


@benign("mqtt-plain-lan", tools="mosquitto mosquitto-clients", talks="c1>srv:1883/tcp c2>srv:1883/tcp", hosts="c1 c2 srv", seconds=70)
def mqtt(net: Network) -> None:
    """MQTT on the LAN (1883): one subscriber, one that publishes every 3 s"""
    config = net.path("mosquitto.conf", f"listener 1883 {at.SERVER}\nallow_anonymous true\n")
    net.srv.start(f"mosquitto -c {config}", listens="1883/tcp")
    net.c1.start(f"mosquitto_sub -h {at.SERVER} -k 15 -t 'home/#'")
    net.c2.every(3, 0.05, 16, lambda n, _: f"mosquitto_pub -h {at.SERVER} -t home/power -m '{{\"w\":{100 + n}}}'")


@benign("snmp-poll", tools="snmp snmpd", talks="c1>srv:161/udp", hosts="c1 srv", seconds=70)
def snmp(net: Network) -> None:
    """SNMP v2c: interfaces and system polled every 3 s"""
    config = net.path("snmpd.conf", f"rocommunity public\nagentaddress udp:{at.SERVER}:161\nsysLocation rack\n")
    net.srv.start(f"env SNMP_PERSISTENT_DIR=/tmp snmpd -f -Lo -C -c {config} -p /tmp/snmpd.pid", listens="161/udp")
    net.c1.every(3, 0.02, 16, f"env SNMP_PERSISTENT_DIR=/tmp snmpbulkget -v2c -c public -On {at.SERVER} 1.3.6.1.2.1.2.2 1.3.6.1.2.1.1")


@benign("snmp-traps", tools="snmp socat", talks="c1>srv:162/udp", hosts="c1 srv", unanswered=True, seconds=60)
def traps(net: Network) -> None:
    """a device reports by SNMP traps every 3 s, nobody answers"""
    net.srv.start(f"socat -u UDP-RECV:162,bind={at.SERVER} /dev/null", listens="162/udp")
    net.c1.every(3, 0.4, 13, lambda n, _: f"env SNMP_PERSISTENT_DIR=/tmp snmptrap -v2c -c public {at.SERVER} '' 1.3.6.1.6.3.1.1.5.{n % 4 + 1} 1.3.6.1.2.1.2.2.1.1.{n} i {n}")


@benign("syslog-udp-tcp", tools="bsdutils socat", talks=f"c1>{at.OK}.42:514/udp c1>{at.OK}.42:514/tcp", unanswered=True, seconds=60)
def syslog(net: Network) -> None:
    """logs to the sanctioned collector: UDP and TCP 514"""
    collector = at.site("syslog.siem.test")
    net.inet.start(f"socat -u UDP-RECV:514,bind={collector} /dev/null", listens="514/udp")
    net.inet.start(f"socat -u TCP-LISTEN:514,bind={collector},fork,reuseaddr /dev/null", listens="514/tcp")
    net.c1.every(1, 0.9, 26, lambda n, token: f"logger -n {collector} -d -P 514 -t sshd 'Accepted publickey for anna from 10.0.0.{n} port 5{n}22 ssh2: ED25519 SHA256:{token}'")
    net.c1.every(1, 0.9, 8, lambda n, _: f"logger -n {collector} -T -P 514 -t cron 'job {n} done'")


@benign("syslog-tls", tools="openssl socat", talks=f"c1>{at.OK}.42:6514/tcp", seconds=70)
def syslog_tls(net: Network) -> None:
    """logs over one TLS connection (6514) to the sanctioned collector, a line now and then"""
    pair, collector = site_certificate(net), at.site("syslog.siem.test")
    net.inet.start(f"socat -u OPENSSL-LISTEN:6514,bind={collector},cert={pair.pem},verify=0,fork,reuseaddr /dev/null", listens="6514/tcp")
    lines = net.path("lines.sh", "for i in $(seq 16); do echo \"<38>1 2026-11-23T10:00:${i}Z ws-anna sshd $i - - session opened for user anna\"; sleep 0.$((RANDOM % 9 + 1)); sleep $((RANDOM % 5)); done\n")
    net.c1.run(f"bash {lines} | socat -u - OPENSSL:syslog.siem.test:6514,cafile={net.material.authority.crt}")


@benign("graphite-metrics", tools="ncat socat", talks="c1>srv:2003/tcp", hosts="c1 srv", unanswered=True, seconds=70)
def graphite(net: Network) -> None:
    """metrics pushed on the LAN in Graphite's line protocol (2003) every 4 s"""
    net.srv.start(f"socat -u TCP-LISTEN:2003,bind={at.SERVER},fork,reuseaddr /dev/null", listens="2003/tcp")
    net.c1.every(4, 0.02, 13, lambda n, _: f"printf 'ws-anna.load {n % 3}.{n} 17953920{n:02}\\nws-anna.mem 4{n} 17953920{n:02}\\n' | ncat --send-only {at.SERVER} 2003")


@benign("prometheus-scrape", tools="prometheus-node-exporter python3", talks="srv>c1:9100/tcp", hosts="c1 srv", seconds=85)
def prometheus(net: Network) -> None:
    """metrics scraped every 5 s on the LAN (9100), one connection, as Prometheus does"""
    off = "--collector.disable-defaults --collector.loadavg --collector.time --collector.meminfo"
    net.c1.start(f"prometheus-node-exporter --web.listen-address={at.C1}:9100 {off}", listens="9100/tcp")
    net.srv.run(f"python3 {TOOLS}/poll.py http://{at.C1}:9100/ --times 14 --every 5 --jitter 0.001 --agent Prometheus/2.42.0 --paths /metrics")


@benign("dhcp-leases", tools="isc-dhcp-client dnsmasq", hosts="d1 d2 d3", seconds=125, talks="0.0.0.0>255.255.255.255:67/udp", unanswered=True,
        dnsmasq=f"--dhcp-range={at.LAN}.100,{at.LAN}.120,2m --dhcp-option=3,{at.GATEWAY} --dhcp-option=6,{at.GATEWAY} --domain=corp.northwind.test --dhcp-leasefile=/tmp/leases --dhcp-authoritative")  # fmt: skip
def dhcp(net: Network) -> None:
    """three clients get leases with host names and renew them; one gives its lease back and returns as another"""
    words = "dhclient -d -v -cf {0} -lf /tmp/lease{1} -pf /tmp/dh{1}.pid eth0"
    configs = {d: net.path(f"dhclient.{d}", f'send host-name "ws-{d}";\nrequest subnet-mask, broadcast-address, routers, domain-name, domain-name-servers, host-name;\n') for d in ("d1", "d2", "d3")}
    for name, config in configs.items():
        host = net.hosts[name]
        host.quietly("mkdir -p /tmp/lib; mount --bind /tmp/lib /var/lib/dhcp")
        host.start(words.format(config, ""))
        host.wait_until(lambda h=host: "inet " in h.quietly("ip -4 -o addr show eth0").stdout, f"{name}'s lease")
        host.run(f"dig +short @{at.GATEWAY} A www.northwind.test")
    net.sleep(70)
    host = net.hosts["d2"]
    host.run(f"dhclient -r -cf {configs['d2']} -lf /tmp/lease -pf /tmp/dh.pid eth0")
    host.quietly("ip link set eth0 down; ip link set eth0 address 52:54:00:1a:2b:77; ip link set eth0 up")
    host.start(words.format(configs["d2"], "2"))
    host.wait_until(lambda: "inet " in host.quietly("ip -4 -o addr show eth0").stdout, "d2's second lease")
    host.run(f"dig +short @{at.GATEWAY} A api.northwind.test")


@benign("mdns-ssdp", tools="avahi-daemon avahi-utils", talks="c1>224.0.0.251:5353/udp c1>239.255.255.250:1900/udp", hosts="c1 c2", unanswered=True, seconds=60)
def discovery(net: Network) -> None:
    """two hosts announce and look for services by mDNS; SSDP searches"""
    config = net.path("avahi.conf", "[server]\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=eth0\nenable-dbus=yes\ndisallow-other-stacks=no\n")
    for host in (net.c1, net.c2):
        host.run("mkdir -p /run/avahi-daemon /run/dbus", note=False)
        host.start("dbus-daemon --system --nofork --nopidfile", settle=1)
        host.start(f"avahi-daemon --no-drop-root --no-chroot --no-rlimits -f {config}", settle=2)
    net.c1.start("avahi-publish -s 'Anna Printer' _ipp._tcp 631 txtvers=1 rp=printers/anna", settle=4)
    net.c2.run("timeout 6 avahi-browse -atr")
    net.c1.run("timeout 6 avahi-browse -at")
    search = "M-SEARCH * HTTP/1.1\\r\\nHOST: 239.255.255.250:1900\\r\\nMAN: \"ssdp:discover\"\\r\\nMX: 2\\r\\nST: ssdp:all\\r\\n\\r\\n"
    net.c1.every(3, 0.1, 5, f"printf '{search}' | socat -u - UDP-SENDTO:239.255.255.250:1900,ip-multicast-if={at.C1}")


@benign("tftp-boot", tools="tftp-hpa tftpd-hpa", talks="c1>srv:69/udp", hosts="c1 srv", unanswered=True, seconds=50)
def tftp(net: Network) -> None:
    """a device on the LAN fetches its configuration and a small image by TFTP"""
    net.srv.run(f"mkdir -p /tmp/tftp; cp {net.material.website()}/img*.png {net.material.website()}/app.js /tmp/tftp; chmod -R a+rX /tmp/tftp", note=False)
    net.srv.start(f"in.tftpd -L -4 -a {at.SERVER}:69 -u root -s /tmp/tftp", listens="69/udp")
    net.c1.every(4, 0.4, 7, lambda n, _: f"tftp -4 -m binary {at.SERVER} -c get {'app.js' if n == 0 else f'img{n}.png'} /tmp/got")


@benign("ftp-download", tools="vsftpd curl", talks=f"c1>{at.OK}.12:21/tcp", seconds=45)
def ftp(net: Network) -> None:
    """anonymous FTP on 21: six pictures"""
    net.inet.run(f"mkdir -p /run/vsftpd/empty /tmp/ftp; cp {net.material.website()}/img*.png /tmp/ftp", note=False)
    config = net.path("vsftpd.conf", f"listen=YES\nlisten_address={at.OK}.12\nanonymous_enable=YES\nanon_root=/tmp/ftp\nno_anon_password=YES\nseccomp_sandbox=NO\n"
                      f"secure_chroot_dir=/run/vsftpd/empty\nftp_username=bin\npasv_address={at.OK}.12\nbackground=NO\nsession_support=NO\n")  # fmt: skip
    net.inet.start(f"vsftpd {config}", listens="21/tcp")
    net.c1.every(3, 0.4, 6, lambda n, _: f"curl -s -m 10 -o /dev/null ftp://{at.OK}.12/img{n}.png")


@benign("voip-udp-stream", tools="python3", talks=f"c1>{at.OK}.33:16400/udp", seconds=40)
def voice(net: Network) -> None:
    """a call: RTP every 20 ms both ways for 8 s"""
    net.c1.start(f"python3 {TOOLS}/voice.py {at.C1} 16384 {at.OK}.33 16400 --packets 440", settle=0.8)
    net.inet.run(f"python3 {TOOLS}/voice.py {at.OK}.33 16400 {at.C1} 16384 --packets 400")


@benign("irc-chat", tools="ngircd", talks=f"c1>{at.OK}.39:6667/tcp c2>{at.OK}.39:6667/tcp", hosts="c1 c2", seconds=80)
def irc(net: Network) -> None:
    """two people chat on a sanctioned IRC server (6667)"""
    server = at.site("irc.openchat.test")
    config = net.path("ngircd.conf", f"[Global]\nName = irc.openchat.test\nInfo = chat\nPorts = 6667\nListen = {server}\nMotdPhrase = hi\nServerUID = root\nServerGID = root\n"
                      "[Limits]\nPingTimeout = 15\n[Options]\nPAM = no\nDNS = no\nIdent = no\n")  # fmt: skip
    net.inet.start(f"ngircd -n -f {config}", listens="6667/tcp")
    person = f"python3 {TOOLS}/irc_client.py irc.openchat.test '#lobby' --role person --seconds 60"
    net.c1.start(f"{person} --nick anna")
    net.c2.run(f"{person} --nick boris")


@benign("vnc-helpdesk-lan", tools="tigervnc-standalone-server tigervnc-viewer xterm xdotool xvfb", talks="c2>c1:5901/tcp", hosts="c1 c2", seconds=50)
def vnc(net: Network) -> None:
    """the help desk looks at a workstation on the LAN: VNC 5901"""
    desktop(net, "c1", "c2", at.C1)


@benign("rdp-lan", tools="freerdp2-shadow-x11 freerdp2-x11 xterm xdotool xvfb", talks="c2>c1:3389/tcp", hosts="c1 c2", seconds=60)
def rdp(net: Network) -> None:
    """RDP 3389 between two hosts of the LAN"""
    net.c1.start("Xvfb :1 -screen 0 480x320x24", settle=2)
    net.c1.start("env DISPLAY=:1 xterm -geometry 50x14 -e sh -c 'while :; do date; sleep 4; done'")
    net.c1.start("env DISPLAY=:1 HOME=/tmp freerdp-shadow-cli /port:3389 -auth /sec:tls", listens="3389/tcp")
    net.c2.start("Xvfb :9 -screen 0 640x480x24", settle=2)
    net.c2.start(f"env DISPLAY=:9 HOME=/tmp xfreerdp /v:{at.C1}:3389 /u:x /p:x /cert:ignore /sec:tls /w:480 /h:320 /bpp:16", settle=5)
    hands = net.path("hands.sh", "export DISPLAY=:9; for i in $(seq 10); do xdotool mousemove $((RANDOM % 400)) $((RANDOM % 250)); xdotool key l s Return; sleep 1; done\n")
    net.c2.run(f"bash {hands}")


@benign("openvpn-sanctioned", tools="openvpn curl", talks=f"c1>{at.OK}.14:1194/udp", seconds=55)
def company_vpn(net: Network) -> None:
    """the company's VPN: OpenVPN udp/1194 to vpn.northwind.test; only policy tells it apart"""
    openvpn(net, at.site("vpn.northwind.test"), "udp", 1194)


@benign("wireguard-sanctioned", tools="wireguard-go wireguard-tools curl", talks=f"c1>{at.OK}.14:51820/udp", seconds=60)
def company_wireguard(net: Network) -> None:
    """the company's VPN by WireGuard, udp/51820; only policy tells it apart"""
    wireguard(net, at.site("vpn.northwind.test"), 51820, 8, 10)


@benign("time-scaled-backup-nightly", tools="rsync openssh-client", talks=f"c1>{at.OK}.31:22/tcp", stretch=1000, gap=1.5, timestamps=False, seconds=100)
def nightly(net: Network) -> None:
    """an incremental backup by rsync over ssh, nominally every two hours, a day"""
    sshd(net, net.inet, f"{at.OK}.31", 22)
    net.c1.run(f"mkdir -p /tmp/home; cp {net.material.website()}/*.html /tmp/home", note=False)
    net.c1.every(6, 0.1, 11, lambda n, _: f"date >>/tmp/home/note{n}; rsync -a -e '{ssh(net)}' /tmp/home/ root@{at.OK}.31:/tmp/backup/")


@benign("certificate-renewal", tools="openssl curl", talks=f"srv>{at.OK}.10:443/tcp", hosts="srv", seconds=45)
def certificates(net: Network) -> None:
    """a monitor looks at a site's certificate every 4 s with openssl s_client"""
    pair, www = site_certificate(net), at.site("www.northwind.test")
    net.inet.start(f"openssl s_server -quiet -cert {pair.crt} -key {pair.key} -accept {www}:443 -www", listens="443/tcp")
    net.srv.every(4, 0.1, 9, "openssl s_client -connect www.northwind.test:443 -servername www.northwind.test </dev/null")
    net.srv.run(f"{CURL} https://www.northwind.test/")
