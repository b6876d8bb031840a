"""Near misses: ordinary work that has the very shape of one technique each, but not its meaning."""
from engine import addresses as at
from engine.declaration import benign
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import BROWSER, CURL, LOOK_AROUND, nginx, ntp_servers, site_certificate, ssh, sshd, web

LAN_SERVER = {"hosts": "c1 srv"}


# Odd ports, among colleagues


@benign("ssh-lan-2222", tools="openssh-client openssh-server", talks="c1>srv:2222/tcp", seconds=45, **LAN_SERVER)
def ssh_2222(net: Network) -> None:
    """ssh on 2222 to a container on the site's own server"""
    sshd(net, net.srv, at.SERVER, 2222)
    net.c1.type(f"{ssh(net)} -p 2222 root@{at.SERVER}", LOOK_AROUND, pause=2)


@benign("telnet-lan-switch", tools="inetutils-telnet inetutils-telnetd socat", talks="c1>srv:23/tcp", seconds=45, **LAN_SERVER)
def telnet(net: Network) -> None:
    """an old switch on the LAN is looked after by telnet"""
    net.srv.start(f"socat TCP-LISTEN:23,bind={at.SERVER},reuseaddr,fork EXEC:'/usr/sbin/telnetd -E /bin/sh',nofork", listens="23/tcp")
    net.c1.type(f"telnet {at.SERVER}", "id\nip addr\nls /usr/share | head -30\nexit", pause=3)


@benign("redis-lan", tools="redis-server redis-tools", talks="c1>srv:6379/tcp", seconds=60, **LAN_SERVER)
def redis(net: Network) -> None:
    """an application and its Redis on the LAN (6379): a job queue looked at every 2 s"""
    net.srv.start(f"redis-server --port 6379 --bind {at.SERVER} --protected-mode no --dir /tmp --save ''", listens="6379/tcp")
    net.c1.every(2, 0.1, 20, lambda n, token: f"redis-cli -h {at.SERVER} lpop jobs; redis-cli -h {at.SERVER} set seen:{token} {n}")


@benign("memcached-lan", tools="memcached ncat", talks="c1>srv:11211/tcp", seconds=60, **LAN_SERVER)
def memcached(net: Network) -> None:
    """a web application asks memcached on the LAN (11211)"""
    net.srv.start(f"memcached -u root -l {at.SERVER} -p 11211 -m 16", listens="11211/tcp")
    net.c1.every(2, 0.5, 20, lambda n, token: f"printf 'set k{n} 0 60 8\\r\\n{token}\\r\\nget k{n}\\r\\nquit\\r\\n' | ncat {at.SERVER} 11211")


@benign("coap-observe-lan", tools="libcoap3-bin", talks="c1>srv:5683/udp", seconds=60, **LAN_SERVER)
def coap(net: Network) -> None:
    """a sensor on the LAN asked by CoAP (5683), and watched for half a minute"""
    net.srv.start(f"coap-server-notls -A {at.SERVER}", listens="5683/udp")
    net.c1.every(2, 0.1, 8, f"coap-client-notls -B 3 -m get coap://{at.SERVER}/time")
    net.c1.run(f"coap-client-notls -B 20 -s 18 -m get coap://{at.SERVER}/time")


@benign("mosh-lan", tools="mosh openssh-client", talks="c1>srv:60001/udp c1>srv:22/tcp", seconds=70, **LAN_SERVER)
def mosh(net: Network) -> None:
    """mosh to the site's own server: ssh, then UDP 60001"""
    sshd(net, net.srv, at.SERVER, 22)
    net.c1.type(f"env LC_ALL=C.UTF-8 TERM=xterm mosh -p 60001 --server='env LC_ALL=C.UTF-8 mosh-server' --ssh='{ssh(net)}' root@{at.SERVER}",
                "id\nls /usr/share | head -30\n@sleep 20\nuname -a\nexit", pause=2)  # fmt: skip


# Uploads that are somebody's work


@benign("scp-lan-upload", tools="openssh-client openssh-server", talks="c1>srv:22/tcp", seconds=40, **LAN_SERVER)
def scp(net: Network) -> None:
    """a colleague copies 250 kB to the site's own server by scp"""
    sshd(net, net.srv, at.SERVER, 22)
    net.c1.run(f"scp -q -l 900 -F {net.material.ssh_config()} {net.material.blob('archive', 250_000)} root@{at.SERVER}:/tmp/archive")
    net.sleep(5)


@benign("iperf3-lan", tools="iperf3", talks="c1>srv:5201/tcp", seconds=40, **LAN_SERVER)
def iperf(net: Network) -> None:
    """a speed test on the LAN, there and back, at a gentle rate"""
    net.srv.start(f"iperf3 -s -B {at.SERVER}", listens="5201/tcp")
    net.c1.run(f"iperf3 -c {at.SERVER} -n 120K -l 8K -b 400K; sleep 2; iperf3 -c {at.SERVER} -R -n 120K -l 8K -b 400K")


@benign("ftp-mirror-upload", tools="lftp vsftpd", talks=f"c1>{at.OK}.12:21/tcp", seconds=45)
def lftp(net: Network) -> None:
    """a web designer uploads a site by FTP (lftp mirror) to the provider"""
    net.inet.run("mkdir -p /run/vsftpd/empty /tmp/ftp/up; chmod 777 /tmp/ftp/up", note=False)
    config = net.path("vsftpd.conf", f"listen=YES\nlisten_address={at.OK}.12\nanonymous_enable=YES\nanon_root=/tmp/ftp\nwrite_enable=YES\nanon_upload_enable=YES\nanon_mkdir_write_enable=YES\n"
                      f"no_anon_password=YES\nseccomp_sandbox=NO\nsecure_chroot_dir=/run/vsftpd/empty\nftp_username=bin\npasv_address={at.OK}.12\nbackground=NO\nsession_support=NO\n")  # fmt: skip
    net.inet.start(f"vsftpd {config}", listens="21/tcp")
    net.c1.run(f"lftp -c 'set net:limit-rate 0:12000; open ftp://{at.OK}.12; mirror -R --no-perms -x seg -x stage2 {net.material.website()} up/site'")


# Rhythms that somebody set


@benign("health-check-lb", tools="curl", talks="srv>c1:8080/tcp", seconds=60, **LAN_SERVER)
def health(net: Network) -> None:
    """a load balancer asks an application on the LAN for its health every 2 s"""
    web(net.c1, at.C1, 8080, options="--body json --least 20 --most 20")
    net.srv.every(2, 0.01, 22, f"{CURL} -A 'lb-health/1.0' http://{at.C1}:8080/healthz")


@benign("site-uptime-checks", tools="curl nginx-light", talks=f"srv>{at.OK}.10:443/tcp srv>{at.OK}.13:443/tcp", hosts="srv", seconds=75)
def uptime(net: Network) -> None:
    """a monitor asks three of the company's sites every 5 s over HTTPS"""
    names = ("www.northwind.test", "news.daily.test", "files.share.test")
    for name in names:
        nginx(net, name)
    net.srv.every(5, 0.02, 10, "; ".join(f"{CURL} -A 'uptime/3.1' -I https://{name}/" for name in names))


@benign("time-scaled-telemetry-10h", tools="curl", talks=f"c1>{at.OK}.36:443/tcp", stretch=200, timestamps=False, seconds=200)
def telemetry(net: Network) -> None:
    """an agent's telemetry, nominally every 10 min +-3 %, 10 h: JSON posted over HTTPS"""
    web(net.inet, at.site("telemetry.vendor.test"), 443, site_certificate(net), "--body json --scale 200")
    body = '{{"host":"ws-anna","seq":{0},"cpu":12}}'
    net.c1.every(3, 0.03, 50, lambda n, _: f"{CURL} -A 'VendorAgent/4.2' -H 'Content-Type: application/json' -d '{body.format(n)}' https://telemetry.vendor.test/v1/events")


@benign("port-monitor", tools="ncat", talks="srv>c1:22/tcp", hosts="c1 srv", seconds=60)
def port_monitor(net: Network) -> None:
    """a monitor opens a service's port every 3 s and closes it"""
    sshd(net, net.c1, at.C1, 22)
    net.srv.every(3, 0.02, 15, f"ncat -z -w 2 {at.C1} 22")


@benign("ping-dead-host", tools="fping", talks=f"c1>{at.LAN}.99/icmp c1>{at.OK}.10/icmp", unanswered=True, seconds=60)
def dead_host(net: Network) -> None:
    """monitoring goes on pinging a host that was switched off, next to one that lives"""
    net.c1.quietly(f"ip neigh add {at.LAN}.99 lladdr 52:54:00:1a:2b:99 dev eth0")
    net.c1.run(f"fping -q -p 3000 -c 15 {at.LAN}.99 {at.OK}.10")


@benign("ntp-lan-server", tools="chrony", talks="c1>srv:123/udp", seconds=75, **LAN_SERVER)
def lan_clock(net: Network) -> None:
    """workstations take the time from the site's own server"""
    server = net.path("chrony-lan", f"local stratum 3\nallow all\nbindaddress {at.SERVER}\ncmdport 0\ndriftfile /tmp/drift\npidfile /tmp/chronyd.pid\n")
    client = net.path("chrony-client", f"server {at.SERVER} iburst minpoll 2 maxpoll 3\ncmdport 0\ndriftfile /tmp/drift\npidfile /tmp/chronyd.pid\n")
    net.srv.start(f"chronyd -x -d -f {server} -u root", settle=0.5)
    net.c1.start(f"chronyd -x -d -f {client} -u root")
    net.sleep(60)


@benign("ntp-four-servers", tools="chrony", talks=f"c1>{at.OK}.23:123/udp", hosts="c1 c2", seconds=75)
def two_clients(net: Network) -> None:
    """two hosts with the same three servers, other polls"""
    ntp_servers(net)
    for host, poll in ((net.c1, 2), (net.c2, 4)):
        config = net.path(f"chrony-{host.name}", "".join(f"server ntp{i}.pool.test iburst minpoll {poll} maxpoll {poll}\n" for i in (1, 2, 3)) + "cmdport 0\ndriftfile /tmp/drift\npidfile /tmp/c.pid\n")
        host.start(f"chronyd -x -d -f {config} -u root")
    net.sleep(60)


# Programs that come down, and several sites in a row


@benign("installer-download", tools="curl nginx-light", talks=f"c1>{at.OK}.12:443/tcp", seconds=45)
def installer(net: Network) -> None:
    """a vendor's installer (ELF) is downloaded by name over HTTPS, with its checksum file"""
    nginx(net, "mirror.distro.test")
    net.c1.every(5, 0.5, 3, lambda n, _: f"{CURL} -L https://mirror.distro.test/{['page3.html', 'stage2.bin', 'feed.xml'][n]}")
    net.sleep(10)


@benign("web-mirror-wget", tools="wget nginx-light", talks=f"c1>{at.OK}.13:80/tcp", seconds=50)
def mirror(net: Network) -> None:
    """a site is mirrored with wget, a pause between pages"""
    nginx(net, "news.daily.test")
    net.c1.run("cd /tmp && wget -q -r -l 2 -w 1 --random-wait -R bin http://news.daily.test/index.html", seconds=200)


@benign("git-http-dumb", tools="git nginx-light", talks=f"c1>{at.OK}.30:443/tcp", seconds=50)
def git_http(net: Network) -> None:
    """git clone and fetches over HTTPS from a forge"""
    folder = net.work / "forge"
    net.inet.run(f"export HOME=/tmp; git init -q {folder}/w; cd {folder}/w; git config user.email a@b.test; git config user.name a; for i in 1 2 3 4; do date >f$i; git add .; git commit -qm c$i; done; "
                 f"git clone -q --bare . {folder}/r.git; cd {folder}/r.git; git update-server-info; chmod -R a+rX {folder}", note=False)  # fmt: skip
    nginx(net, "git.forge.test", root=str(folder))
    net.c1.run(f"git -c http.sslCAInfo={net.material.authority.crt} clone -q https://git.forge.test/r.git /tmp/r")
    net.c1.every(6, 0.3, 5, f"git -C /tmp/r -c http.sslCAInfo={net.material.authority.crt} fetch -q")


@benign("spa-login-flow", tools="curl nginx-light", talks=f"c1>{at.OK}.10:443/tcp c1>{at.OK}.40:443/tcp c1>{at.OK}.44:443/tcp", seconds=60)
def login(net: Network) -> None:
    """a web application: the page from one site, its script from a content network, sign-in at a third, then its API"""
    nginx(net, "www.northwind.test")
    nginx(net, "front.bluecdn.test")
    web(net.inet, at.site("status.vendor.test"), 443, site_certificate(net), "--body json --least 300 --most 900")
    agent = f"{CURL} -A '{BROWSER}'"
    for url in ("www.northwind.test/index.html", "front.bluecdn.test/app.js", "front.bluecdn.test/style.css", "status.vendor.test/oauth/authorize?client=web"):
        net.c1.run(f"{agent} https://{url}")
        net.sleep(1)
    net.c1.every(3, 0.8, 10, lambda n, token: f"{agent} -H 'Authorization: Bearer {token}{token}' https://status.vendor.test/v1/me/{n}")


@benign("paste-site-reading", tools="curl", talks=f"c1>{at.OK}.35:443/tcp", seconds=60)
def paste(net: Network) -> None:
    """a developer reads some pastes, at a person's pace"""
    web(net.inet, at.site("paste.snips.test"), 443, site_certificate(net), "--body html --least 500 --most 3000")
    net.c1.every(6, 0.8, 7, lambda n, token: f"{CURL} -A '{BROWSER}' https://paste.snips.test/u/{token}")


@benign("failover-mirror", tools="curl nginx-light", talks=f"c1>{at.OK}.12:443/tcp c1>{at.OK}.11:443/tcp", seconds=75)
def failover(net: Network) -> None:
    """a client of two mirrors: when the first is down for a while it takes the second, then goes back"""
    for name in ("mirror.distro.test", "static.northwind.test"):
        nginx(net, name)
    net.inet.quietly("nft add table ip f; nft 'add chain ip f i { type filter hook input priority 0; }'")
    first, second = (f"{CURL} -m 3 https://{name}/feed.xml" for name in ("mirror.distro.test", "static.northwind.test"))
    net.c1.every(3, 0.2, 6, f"{first} || {second}")
    net.inet.quietly(f"nft add rule ip f i ip daddr {at.OK}.12 tcp dport 443 reject with tcp reset")
    net.c1.every(3, 0.2, 6, f"{first} || {second}")
    net.inet.quietly("nft flush chain ip f i")
    net.c1.every(3, 0.2, 6, f"{first} || {second}")


@benign("nmap-inventory", tools="nmap", talks="srv>c1:22/tcp", hosts="c1 srv", seconds=45)
def nmap(net: Network) -> None:
    """the administrator's inventory: nmap of two hosts on the LAN, few ports, slowly"""
    sshd(net, net.c1, at.C1, 22)
    net.srv.run(f"nmap -n -Pn -sT --scan-delay 200ms -p 22,80,443,445,3389,7000,8000,8080,9000 {at.C1} {at.GATEWAY}")
    net.sleep(8)


@benign("services-one-by-one", tools="curl vsftpd openssh-client", talks="c1>srv:21/tcp c1>srv:80/tcp c1>srv:22/tcp", seconds=45, **LAN_SERVER)
def several_ports(net: Network) -> None:
    """a person uses three services of one server within seconds: FTP refused, the web page, then ssh"""
    sshd(net, net.srv, at.SERVER, 22)
    web(net.srv, at.SERVER, 80, options=f"--root {net.material.website()}")
    net.c1.run(f"curl -s -m 4 ftp://{at.SERVER}/; {CURL} http://{at.SERVER}/index.html")
    net.c1.type(f"{ssh(net)} root@{at.SERVER}", LOOK_AROUND, pause=2)


@benign("crl-ocsp-fetch", tools="curl nginx-light", talks=f"c1>{at.OK}.36:80/tcp", seconds=50)
def revocation(net: Network) -> None:
    """certificate revocation: binary posts and answers of OCSP's size over plain HTTP"""
    web(net.inet, at.site("telemetry.vendor.test"), 80, options="--least 450 --most 520 --server ocsp-responder")
    request = net.material.blob("ocsp-request", 83)
    url = "http://telemetry.vendor.test/ocsp"
    net.c1.every(4, 0.9, 9, lambda n, token: f"{CURL} -H 'Content-Type: application/ocsp-request' --data-binary @{request} {url}; {CURL} {url}/{token}")


@benign("whois-lookups", tools="whois ncat", talks=f"c1>{at.OK}.44:43/tcp", seconds=50)
def whois(net: Network) -> None:
    """an analyst asks whois (43) about eight names"""
    answer = net.path("whois.txt", "".join(f"{key}: lab{i}.test\r\n" for i, key in enumerate(["Domain", "Registrar", "Created", "Updated", "Name Server", "Status", "Contact"] * 6)))
    net.inet.start(f"ncat -lk {at.OK}.44 43 --sh-exec 'read -r name; cat {answer}'", listens="43/tcp")
    net.c1.every(4, 0.7, 8, lambda n, token: f"whois -h {at.OK}.44 lab{n}-{token}.test")


@benign("in-connection-lan-poll", tools="python3", talks="c1>srv:8086/tcp", seconds=75, **LAN_SERVER)
def lan_poll(net: Network) -> None:
    """a program on the LAN polls a database's HTTP interface (8086) every 2.5 s inside one connection"""
    web(net.srv, at.SERVER, 8086, options="--body json --least 100 --most 400")
    net.c1.run(f"python3 {TOOLS}/poll.py http://{at.SERVER}:8086/query --times 24 --every 2.5 --jitter 0.02")


@benign("chat-bot-webhook", tools="curl", talks=f"srv>{at.OK}.33:443/tcp", hosts="srv", seconds=70)
def webhook(net: Network) -> None:
    """the build server posts results to a chat's webhook, in bursts"""
    web(net.inet, at.site("ws.chat.test"), 443, site_certificate(net), "--body json")
    net.srv.every(5, 0.9, 11, lambda n, token: f"{CURL} -H 'Content-Type: application/json' -d '{{\"text\":\"build {n} of {token} passed in {n * 7} s\"}}' https://ws.chat.test/hooks/T{n % 2}")
