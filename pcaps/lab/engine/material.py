"""Keys, certificates and contents that scenarios use, each made when first asked for, in the run's own memory."""
from __future__ import annotations

import pathlib
import random
import subprocess
from dataclasses import dataclass

WORDS = "the of river market growth annual report winter harbour light people service update product team quiet north wind station design paper".split()
PNG, ELF = b"\x89PNG\r\n\x1a\n", b"\x7fELF\x02\x01\x01" + bytes(9)


@dataclass(frozen=True)
class Certificate:
    """Paths of a certificate, its key, and both in one file."""

    crt: str
    key: str
    pem: str


class Material:
    """@p work is the run's folder."""

    def __init__(self, work: pathlib.Path) -> None:
        self._work, self._made = work, dict[str, Certificate]()

    def _openssl(self, words: str) -> None:
        subprocess.run(["sh", "-ec", f"openssl {words} 2>/dev/null"], cwd=self._work, check=True, stdin=subprocess.DEVNULL)

    def _paths(self, name: str) -> Certificate:
        crt, key, pem = (self._work / f"{name}.{tail}" for tail in ("crt", "key", "pem"))
        pem.write_text(key.read_text() + crt.read_text())
        key.chmod(0o644)  # servers that drop their rights read it
        return Certificate(str(crt), str(key), str(pem))

    @property
    def authority(self) -> Certificate:
        """The lab's certificate authority, which every client trusts."""
        if "ca" not in self._made:
            self._openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/O=Northwind Lab/CN=Northwind Lab Root CA' -keyout ca.key -out ca.crt")
            self._made["ca"] = self._paths("ca")
        return self._made["ca"]

    def certificate(self, *names: str) -> Certificate:
        """One for @p names (the first is the common name), signed by the authority."""
        file = names[0].replace("*", "any")
        if file not in self._made:
            _ = self.authority
            (self._work / f"{file}.ext").write_text("subjectAltName=" + ",".join(f"DNS:{n}" for n in names) + "\nextendedKeyUsage=serverAuth,clientAuth\n")
            self._openssl(f"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN={names[0]}' -keyout {file}.key -out {file}.csr")
            self._openssl(f"x509 -req -in {file}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 90 -out {file}.crt -extfile {file}.ext")
            self._made[file] = self._paths(file)
        return self._made[file]

    def self_signed(self, subject: str = "/CN=localhost") -> Certificate:
        """What a lazy operator leaves: RSA, self-signed, a default name."""
        file = "self" + str(len(subject))
        if file not in self._made:
            self._openssl(f"req -x509 -newkey rsa:2048 -nodes -days 365 -subj '{subject}' -keyout {file}.key -out {file}.crt")
            self._made[file] = self._paths(file)
        return self._made[file]

    def ssh_config(self) -> str:
        """Client configuration with the lab's key; the host key and the authorized key come with it."""
        config = self._work / "ssh_config"
        if not config.exists():
            for name in ("ssh_host_key", "ssh_key"):
                subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", str(self._work / name)], check=True, stdin=subprocess.DEVNULL)
            config.write_text(f"IdentityFile {self._work}/ssh_key\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n")
        return str(config)

    def blob(self, name: str, size: int, start: bytes = b"") -> str:
        """A file of bytes that do not compress, the same in every run."""
        file = self._work / name
        file.write_bytes(start + random.Random(name).randbytes(size - len(start)))
        return str(file)

    def website(self) -> str:
        """A folder with pages, style, script, pictures, a feed and segments of a video."""
        folder = self._work / "www"
        if folder.exists():
            return str(folder)
        draw = random.Random("website")

        def text(words: int) -> str:
            return " ".join(draw.choice(WORDS) for _ in range(words))

        (folder / "seg").mkdir(parents=True)
        for i in range(12):
            blocks = "".join(f'<h2>{text(5)}</h2><p>{text(120)}</p><img src="/img{draw.randrange(8)}.png"><a href="/page{draw.randrange(1, 12)}.html">{text(3)}</a>' for _ in range(3))
            head = f'<title>{text(4)}</title><link rel="stylesheet" href="/style.css"><script src="/app.js"></script>'
            (folder / ("index.html" if i == 0 else f"page{i}.html")).write_text(f"<!DOCTYPE html><html><head>{head}</head><body>{blocks}</body></html>")
        (folder / "style.css").write_text("\n".join(f".c{i}{{margin:{i}px;color:#{draw.randrange(1 << 24):06x}}}" for i in range(120)))
        (folder / "app.js").write_text("\n".join(f"function f{i}(a){{return a*{draw.randrange(999)}+{i}}}" for i in range(150)))
        for i in range(8):
            (folder / f"img{i}.png").write_bytes(PNG + draw.randbytes(draw.randrange(1500, 9000)))
        for i in range(16):
            (folder / f"seg/s{i}.ts").write_bytes(b"\x47" + draw.randbytes(draw.randrange(9000, 14000)))
        (folder / "seg/live.m3u8").write_text("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n" + "".join(f"#EXTINF:4,\ns{i}.ts\n" for i in range(16)))
        (folder / "feed.xml").write_text('<?xml version="1.0"?><rss><channel>' + "".join(f"<item><title>{text(6)}</title></item>" for _ in range(10)) + "</channel></rss>")
        (folder / "stage2.bin").write_bytes(ELF + draw.randbytes(40000))
        (folder / "logo.png").write_bytes(PNG + draw.randbytes(3000) + b"IEND\xaeB`\x82" + draw.randbytes(4000))  # a task rides behind the picture
        return str(folder)
