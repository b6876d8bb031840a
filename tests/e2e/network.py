"""A small network in namespaces of this process: a client and a server on one hub, whose third port is the mirror.

Everything is named after this process and removed by close(), whatever happened before.
"""
import os
import subprocess

HUB_AGEING = "0"  # a bridge that forgets at once floods every frame to every port: a mirror port without tc


def sh(*words, check=True, **more):
    return subprocess.run(words, check=check, text=True, capture_output=True, **more)


class Network:
    """client (10.77.1.10) and server (203.0.113.53, .66, .80) namespaces, and `wire` where the mirror port "mirror0" and the sensor live."""

    CLIENT = "10.77.1.10"
    DNS, C2, NEWS = "203.0.113.53", "203.0.113.66", "203.0.113.80"

    def __init__(self):
        self.client, self.server, self.wire = (f"sekisho-{os.getpid()}-{name}" for name in ("client", "server", "wire"))
        self.processes = []

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def _build(self):
        for ns in (self.client, self.server, self.wire):
            sh("ip", "netns", "add", ns)
            sh("ip", "-n", ns, "link", "set", "lo", "up")
            sh("ip", "netns", "exec", ns, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
        sh("ip", "-n", self.wire, "link", "add", "hub", "type", "bridge", "ageing_time", HUB_AGEING, "stp_state", "0", "forward_delay", "0", "mcast_snooping", "0")
        sh("ip", "-n", self.wire, "link", "set", "hub", "up")
        for ns, port in ((self.client, "to-client"), (self.server, "to-server")):
            sh("ip", "-n", self.wire, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", ns)
            sh("ip", "-n", self.wire, "link", "set", port, "master", "hub", "up")
            sh("ip", "-n", ns, "link", "set", "eth0", "up")
            sh("ip", "netns", "exec", ns, "ethtool", "-K", "eth0", "gro", "off", "gso", "off", "tso", "off", "tx", "off", check=False)
        sh("ip", "-n", self.wire, "link", "add", "mirror-out", "type", "veth", "peer", "name", "mirror0")
        sh("ip", "-n", self.wire, "link", "set", "mirror-out", "master", "hub", "up")
        sh("ip", "-n", self.wire, "link", "set", "mirror0", "up")
        sh("ip", "-n", self.client, "address", "add", self.CLIENT + "/24", "dev", "eth0")
        sh("ip", "-n", self.client, "route", "add", "203.0.113.0/24", "dev", "eth0")
        for address in (self.DNS, self.C2, self.NEWS):
            sh("ip", "-n", self.server, "address", "add", address + "/24", "dev", "eth0")
        sh("ip", "-n", self.server, "route", "add", "10.77.1.0/24", "dev", "eth0")

    def start(self, ns, *words, **more):
        """A background process in namespace @p ns; ended by close()."""
        process = subprocess.Popen(["ip", "netns", "exec", ns, *map(str, words)], **more)
        self.processes.append(process)
        return process

    def run(self, ns, *words, check=True):
        """Runs to the end; standard output as text."""
        return sh("ip", "netns", "exec", ns, *map(str, words), check=check).stdout

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        for ns in (self.client, self.server, self.wire):
            sh("ip", "netns", "del", ns, check=False)
