"""Ordinary web traffic with a rhythm, with uploads, or with connections that stay: browsing, video, feeds, updates, telemetry, chat."""
from engine import addresses as at
from engine.declaration import benign
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import BROWSER, CURL, browse, nginx, ntp_client, ntp_servers, site_certificate, web

WWW = f"c1>{at.OK}.10:443/tcp"


@benign("http-browse", tools="curl nginx-light", talks=f"{WWW} c1>{at.OK}.13:80/tcp", seconds=80)
def browsing(net: Network) -> None:
    """a person reads: pages with their pictures, HTTP and HTTPS with HTTP/2, pauses of 2 to 9 s"""
    for name in ("www.northwind.test", "news.daily.test"):
        nginx(net, name)
    browse(net, net.c1, 9)


@benign("http-browse-two", tools="curl nginx-light", talks=f"{WWW} c2>{at.OK}.10:443/tcp", hosts="c1 c2", seconds=80)
def browsing_two(net: Network) -> None:
    """two people read the same sites at the same time"""
    for name in ("www.northwind.test", "news.daily.test"):
        nginx(net, name)
    net.c1.start(f"bash -c 'while :; do curl -s -o /dev/null https://www.northwind.test/page$((RANDOM % 11)).html; sleep $((RANDOM % 7 + 1)); done'")
    browse(net, net.c2, 7, seed=3)


@benign("proxy-browsing", tools="tinyproxy curl nginx-light", talks="c1>srv:8888/tcp", hosts="c1 srv", seconds=60)
def by_proxy(net: Network) -> None:
    """browsing through the site's own HTTP proxy on 8888, CONNECT for HTTPS"""
    for name in ("www.northwind.test", "news.daily.test"):
        nginx(net, name)
    config = net.path("tinyproxy.conf", f"Port 8888\nListen {at.SERVER}\nTimeout 600\nAllow {at.LAN}.0/24\nConnectPort 443\n")
    net.srv.start(f"tinyproxy -d -c {config}", listens="8888/tcp")
    proxy = f"-x http://{at.SERVER}:8888"
    net.c1.every(3, 0.7, 8, lambda n, _: f"{CURL} {proxy} https://www.northwind.test/page{n}.html; {CURL} {proxy} http://news.daily.test/page{n}.html")


@benign("video-hls", tools="python3 nginx-light", talks=f"c1>{at.OK}.32:443/tcp", seconds=85)
def video(net: Network) -> None:
    """video: a segment about every 4 s over one HTTPS connection, the playlist in between"""
    nginx(net, "video.stream.test")
    paths = " ".join(f"/seg/s{i}.ts" if i % 4 else f"/seg/live.m3u8 /seg/s{i}.ts" for i in range(14))
    net.c1.run(f"python3 {TOOLS}/poll.py https://video.stream.test/ --times 18 --every 3.5 --jitter 0.05 --paths {paths}")


@benign("video-range-requests", tools="curl nginx-light", talks=f"c1>{at.OK}.32:443/tcp", seconds=60)
def ranges(net: Network) -> None:
    """a film fetched piece by piece: range requests of 12 kB every 2 s"""
    nginx(net, "video.stream.test")
    (net.work / "www/film.mp4").write_bytes((net.work / net.material.blob("film", 260_000)).read_bytes())
    net.c1.every(2, 0.1, 18, lambda n, _: f"{CURL} -r {n * 12000}-{n * 12000 + 11999} https://video.stream.test/film.mp4")


@benign("download-slow", tools="curl nginx-light", talks=f"c1>{at.OK}.12:443/tcp", seconds=50)
def download(net: Network) -> None:
    """one download of 250 kB at the pace of a slow line"""
    nginx(net, "mirror.distro.test")
    (net.work / "www/image.iso").write_bytes((net.work / net.material.blob("image", 250_000)).read_bytes())
    net.c1.run(f"{CURL} -m 60 --limit-rate 8k https://mirror.distro.test/image.iso")


@benign("captive-check", tools="curl nginx-light", talks=f"c1>{at.OK}.41:80/tcp", seconds=80)
def captive(net: Network) -> None:
    """a connectivity check every 5 s: HEAD over plain HTTP"""
    nginx(net, "captive.vendor.test")
    net.c1.every(5, 0.02, 14, f"{CURL} -I http://captive.vendor.test/index.html")


@benign("vendor-telemetry", tools="curl", talks=f"c1>{at.OK}.36:443/tcp", seconds=90)
def telemetry(net: Network) -> None:
    """an agent's telemetry: JSON posted every 8 s +-5 % over HTTPS"""
    web(net.inet, at.site("telemetry.vendor.test"), 443, site_certificate(net), "--body json")
    body = '{{"host":"ws-anna","seq":{0},"cpu":12,"mem":4096,"id":"{1}"}}'
    net.c1.every(8, 0.05, 10, lambda n, token: f"{CURL} -A 'VendorAgent/4.2 (linux; x86_64)' -H 'Content-Type: application/json' -d '{body.format(n, token)}' https://telemetry.vendor.test/v1/events")


@benign("update-poll-https", tools="curl", talks=f"c1>{at.OK}.44:443/tcp", seconds=90)
def update_poll(net: Network) -> None:
    """an application asks for updates every 6 s: a conditional GET with JSON answers"""
    web(net.inet, at.site("status.vendor.test"), 443, site_certificate(net), "--body json --least 60 --most 60")
    net.c1.every(6, 0.1, 13, f"{CURL} -A 'Updater/2.1' -H 'If-None-Match: \"v2.1.7\"' 'https://status.vendor.test/updates?channel=stable&version=2.1.7'")


@benign("rest-client", tools="curl", talks=f"c1>{at.OK}.10:443/tcp", seconds=70)
def rest(net: Network) -> None:
    """a program at work on an API: lists, reads, posts; bursts with pauses, small JSON both ways"""
    web(net.inet, at.site("api.northwind.test"), 443, site_certificate(net), "--body json --least 100 --most 1500")
    base = "https://api.northwind.test/v2/orders"
    net.c1.every(4, 0.9, 10, lambda n, token: f"{CURL} {base}?page={n} -o /dev/null {base}/{token} -o /dev/null {base}/{token}/lines; {CURL} -H 'Content-Type: application/json' -d '{{\"qty\":{n}}}' {base}")


@benign("sse-dashboard", tools="curl", talks="c1>srv:8080/tcp", hosts="c1 srv", seconds=60)
def dashboard(net: Network) -> None:
    """a dashboard on the LAN refreshes itself every 2 s (HTTP 8080)"""
    web(net.srv, at.SERVER, 8080, options="--body json --least 200 --most 600")
    net.c1.run(f"python3 {TOOLS}/poll.py http://{at.SERVER}:8080/api/series --times 22 --every 2 --jitter 0.02")


@benign("https-8443-admin", tools="curl openssl", talks="c1>srv:8443/tcp", hosts="c1 srv", seconds=80)
def appliance(net: Network) -> None:
    """an appliance's admin page on the LAN: HTTPS to an address, no name, self-signed, 8443, refreshed every 3 s"""
    web(net.srv, at.SERVER, 8443, net.material.self_signed(), "--body json")
    net.c1.every(3, 0.02, 18, f"{CURL} -k https://{at.SERVER}:8443/api/status")


@benign("http-8000-intranet", tools="python3 curl", talks="c1>srv:8000/tcp", hosts="c1 srv", seconds=50)
def intranet(net: Network) -> None:
    """a colleague shares files with `python3 -m http.server` on 8000"""
    net.srv.start(f"python3 -m http.server 8000 --bind {at.SERVER} --directory {net.material.website()}", listens="8000/tcp")
    net.c1.every(4, 0.6, 9, lambda n, _: f"{CURL} http://{at.SERVER}:8000/page{n + 1}.html; {CURL} http://{at.SERVER}:8000/img{n % 8}.png")


@benign("backup-upload", tools="curl nginx-light", talks=f"c1>{at.OK}.31:443/tcp", seconds=60)
def backup(net: Network) -> None:
    """the sanctioned backup: 420 kB in six parts, HTTPS PUT to backup.vault.test"""
    nginx(net, "backup.vault.test")
    part = net.material.blob("part", 70_000)
    net.c1.every(2, 0.5, 6, lambda n, _: f"{CURL} -T {part} https://backup.vault.test/backup/2026-11-23/part{n}.enc")


@benign("photo-upload", tools="curl nginx-light", talks=f"c1>{at.OK}.43:443/tcp", seconds=60)
def photos(net: Network) -> None:
    """a person puts eight pictures on a file-sharing site and looks at the pages in between"""
    nginx(net, "files.share.test")
    site = net.material.website()
    net.c1.every(3, 0.6, 8, lambda n, _: f"{CURL} -A '{BROWSER}' -T {site}/img{n}.png https://files.share.test/dav/img{n}.png; {CURL} -A '{BROWSER}' https://files.share.test/page{n + 1}.html")


@benign("webdav-sync", tools="curl nginx-light", talks=f"c1>{at.OK}.43:443/tcp", seconds=75)
def sync(net: Network) -> None:
    """a sync client: looks every 3 s, stores a document now and then"""
    nginx(net, "files.share.test")
    site = net.material.website()
    net.c1.every(3, 0.05, 16, lambda n, _: f"{CURL} -A 'SyncClient/3.9' -I https://files.share.test/feed.xml" + (f"; {CURL} -A 'SyncClient/3.9' -T {site}/page{n % 11 + 1}.html https://files.share.test/dav/p{n}.html" if n % 4 == 3 else ""))


@benign("ws-chat-idle", tools="websocketd", talks=f"c1>{at.OK}.33:443/tcp", seconds=90)
def chat(net: Network) -> None:
    """chat over a WebSocket in TLS, a ping every 10 s, few messages"""
    pair, address = site_certificate(net), at.site("ws.chat.test")
    net.inet.start(f"websocketd --ssl --sslcert={pair.crt} --sslkey={pair.key} --address={address} --port=443 cat", listens="443/tcp")
    net.c1.run(f"python3 {TOOLS}/websocket_client.py wss://ws.chat.test/room/7 --ping 10 --pause 8 22 'hello there' 'see you at ten' ok 'thanks!'")


@benign("ws-ticker", tools="websocketd", talks=f"c1>{at.OK}.33:443/tcp", seconds=60)
def ticker(net: Network) -> None:
    """prices over a WebSocket in TLS: the server sends a line every second"""
    pair, address = site_certificate(net), at.site("ws.chat.test")
    prices = net.path("prices.sh", "while sleep 1; do echo \"{\\\"n\\\":$((n += 1)),\\\"price\\\":$((RANDOM % 900 + 100))}\"; done\n")
    net.inet.start(f"websocketd --ssl --sslcert={pair.crt} --sslkey={pair.key} --address={address} --port=443 bash {prices}", listens="443/tcp")
    net.c1.run(f"python3 {TOOLS}/websocket_client.py wss://ws.chat.test/prices --ping 30 --listen 40")


@benign("long-wss-idle-30s", tools="websocketd", talks=f"c1>{at.OK}.33:443/tcp", seconds=1230)
def twenty_minutes(net: Network) -> None:
    """20 minutes of an idle chat over a WebSocket in TLS: a ping every 30 s, a message now and then"""
    pair, address = site_certificate(net), at.site("ws.chat.test")
    net.inet.start(f"websocketd --ssl --sslcert={pair.crt} --sslkey={pair.key} --address={address} --port=443 cat", listens="443/tcp")
    client = f"python3 {TOOLS}/websocket_client.py wss://ws.chat.test/room/7 --ping 30 --pause 150 250"
    net.c1.run(f"{client} --listen 200 hello 'are you there' yes 'meeting at ten' ok", seconds=1800)


@benign("long-poll-chat", tools="curl", talks=f"c1>{at.OK}.33:443/tcp", seconds=85)
def long_poll(net: Network) -> None:
    """chat by long polls: each request is held for 5 to 8 s, then comes the next"""
    web(net.inet, at.site("ws.chat.test"), 443, site_certificate(net), "--hold 8 --body json")
    net.c1.every(0.3, 0.5, 9, lambda n, _: f"{CURL} -A '{BROWSER}' 'https://ws.chat.test/events?after={n}'")


@benign("package-download", tools="apt nginx-light", talks=f"c1>{at.OK}.12:80/tcp", seconds=60)
def packages(net: Network) -> None:
    """apt-get update, and two packages downloaded over HTTP"""
    apt = repository(net)
    net.c1.run(f"{apt} -q update")
    net.c1.run(f"cd /tmp && {apt} -q download tool1; {apt} -q download tool2")


@benign("time-scaled-apt-24h", tools="apt nginx-light", talks=f"c1>{at.OK}.12:80/tcp", stretch=400, gap=1.0, timestamps=False, seconds=230)
def polling(net: Network) -> None:
    """apt-get update every nominal half hour, about 24 h (HTTP, mostly 304)"""
    apt = repository(net)
    net.c1.every(4, 0.1, 44, f"{apt} -q update")


def repository(net: Network) -> str:
    """A Debian repository with sixty packages; returns apt-get with options that keep it in memory."""
    setup = net.path("repository.sh", f"""set -e; mkdir -p $1/dists/stable/main/binary-amd64 $1/pool $2/lists/partial $2/cache/archives/partial; cd $1
for i in $(seq 60); do head -c $((3000 + i * 100)) /dev/urandom >pool/tool$i.deb
  printf 'Package: tool%s\\nVersion: 1.%s\\nArchitecture: amd64\\nMaintainer: x\\nFilename: pool/tool%s.deb\\nSize: %s\\nSHA256: %s\\nDescription: x\\n\\n' $i $i $i $(stat -c %s pool/tool$i.deb) $(sha256sum pool/tool$i.deb | cut -d' ' -f1)
done >dists/stable/main/binary-amd64/Packages
cd dists/stable; gzip -k main/binary-amd64/Packages
printf 'Origin: Distro\\nSuite: stable\\nCodename: stable\\nDate: Sat, 21 Nov 2026 09:00:00 UTC\\nArchitectures: amd64\\nComponents: main\\nSHA256:\\n' >Release
for f in main/binary-amd64/Packages main/binary-amd64/Packages.gz; do echo " $(sha256sum $f | cut -d' ' -f1) $(stat -c %s $f) $f"; done >>Release
""")  # fmt: skip
    folder, state = net.work / "repository", net.work / "apt"
    net.inet.run(f"bash {setup} {folder} {state}", note=False)
    net.path("sources.list", "deb [trusted=yes] http://mirror.distro.test/ stable main\n")
    nginx(net, "mirror.distro.test", root=str(folder))
    config = net.path("apt.conf", f"""Dir::Etc::sourcelist "{net.work}/sources.list"; Dir::Etc::sourceparts "-"; Dir::State::lists "{state}/lists"; Dir::Cache "{state}/cache";
Dir::Etc::main "-"; Dir::Etc::parts "-"; Acquire::Languages "none"; APT::Sandbox::User "root"; Dir::State::status "/dev/null";
""")  # fmt: skip
    return f"env APT_CONFIG={config} apt-get"


@benign("time-scaled-rss-24h", tools="curl nginx-light", talks=f"c1>{at.OK}.13:80/tcp", stretch=450, timestamps=False, seconds=230)
def feeds(net: Network) -> None:
    """a feed reader: a conditional GET every nominal quarter of an hour, about 22 h"""
    nginx(net, "feeds.daily.test")
    tag = net.c1.quietly(f"curl -sI http://{at.OK}.13/feed.xml | sed -n 's/^ETag: //Ip' | tr -d '\\r'").stdout.strip()
    net.c1.every(2, 0.01, 90, f"{CURL} -A Liferea/1.14 -H 'If-None-Match: {tag}' http://feeds.daily.test/feed.xml")


@benign("mix-office-benign", tools="curl chrony fping nginx-light bind9-dnsutils", talks=f"{WWW} c2>{at.OK}.21:123/udp", hosts="c1 c2", seconds=110)
def office(net: Network) -> None:
    """two workstations: browsing, time, pings, names; nothing bad"""
    for name in ("www.northwind.test", "news.daily.test"):
        nginx(net, name)
    ntp_servers(net)
    ntp_client(net, net.c2, "iburst minpoll 3 maxpoll 4")
    net.c1.start(f"fping -q -p 10000 -c 8 {at.OK}.10 {at.OK}.25")
    names = net.path("names.sh", "for i in $(seq 12); do dig +short A assets-$i.shop$((i % 7)).test; dig +short TXT sel1._domainkey.postal.test; sleep $((RANDOM % 7 + 3)); done\n")
    net.c1.start(f"bash {names}")
    browse(net, net.c2, 6)
    browse(net, net.c1, 5, seed=2)
