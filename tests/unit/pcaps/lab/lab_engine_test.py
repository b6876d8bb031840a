#!/usr/bin/env python3
"""The parts of the lab that need no namespace: reading and stretching captures, expectations, verdicts, written packets, the name server's answers.

Usage: lab_engine_test.py LAB_FOLDER
"""
import importlib.util
import pathlib
import struct
import sys
import tempfile
import unittest

LAB = pathlib.Path(sys.argv.pop(1))
sys.path.insert(0, str(LAB))

from engine import capture, verify  # noqa: E402
from engine.declaration import REGISTER, Expectation, Register  # noqa: E402
from engine.index import Index  # noqa: E402
from engine.journal import Journal  # noqa: E402
from engine.written import Written  # noqa: E402


def tool(name):
    """A program of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, LAB / f"tools/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def alert(detector, level, technique, *indicators):
    return {"c2": {"detector": detector, "level": level, "score": 50, "reason": "why", "indicators": list(indicators)}, "alert": {"metadata": {"mitre_technique_id": [technique]}}}


class Captures(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_stretching_moves_bursts_apart_and_keeps_their_pace(self):
        capture.write(self.folder / "a", [(100.0, b"1"), (100.1, b"2"), (105.0, b"3"), (105.2, b"4")])
        capture.stretch(self.folder / "a", self.folder / "b", 60, 0.3)
        times = [round(time, 3) for time, _ in capture.records(self.folder / "b")]
        self.assertEqual(times, [100.0, 100.1, 400.0, 400.2])

    def test_a_stretched_clock_never_runs_backwards(self):
        capture.write(self.folder / "a", [(100.0, b"1"), (100.29, b"2"), (100.58, b"3"), (101.0, b"4")])
        capture.stretch(self.folder / "a", self.folder / "b", 0.1, 0.3)
        times = [time for time, _ in capture.records(self.folder / "b")]
        self.assertEqual(times, sorted(times))

    def test_conversations_are_counted_and_answers_noticed(self):
        out = Written("test")
        out.udp(1, "198.51.100.21", 123, b"question", b"answer")
        out.udp(2, "198.51.100.21", 123, b"question", b"answer")
        out.http(3, "203.0.113.66", "portal.harborlight.test", "/x")
        capture.write(self.folder / "a", out.packets())
        found = capture.summarize(self.folder / "a")
        self.assertEqual(found.talks["10.10.1.21>198.51.100.21:123/udp"], 2)
        self.assertEqual(found.talks["10.10.1.21>203.0.113.66:80/tcp"], 1)
        self.assertEqual(found.answered, set(found.talks))

    def test_written_packets_carry_right_checksums(self):
        out = Written("test")
        out.http(3, "203.0.113.66", "portal.harborlight.test", "/x")
        for _, frame in out.packets():
            head, segment = frame[14:34], frame[34:]
            padded = head[12:20] + struct.pack("!BBH", 0, head[9], len(segment)) + segment + b"\0" * (len(segment) % 2)
            for data in (head, padded):
                total = sum(struct.unpack(f"!{len(data) // 2}H", data))
                self.assertEqual((total & 0xFFFF) + (total >> 16), 0xFFFF)

    def test_what_is_no_capture_is_refused(self):
        (self.folder / "a").write_bytes(b"\x0a\x0d\x0d\x0a" + bytes(40))
        with self.assertRaises(ValueError):
            list(capture.records(self.folder / "a"))

    def test_the_index_keeps_rows_of_others_and_what_a_row_says_of_misses(self):
        (self.folder / "index.tsv").write_text("file\tlabel\tmisses\nbenign/x.pcap\tbenign\t\nmalicious/ssh-on-443.pcap\tmalicious\tT1571: because\n")
        index = Index(self.folder)
        index.put(REGISTER.load()["ssh-on-443"], {"client_server": "a>b:443/tcp", "tools": "ssh 9", "command": "c1$ ssh"}, b"bytes")
        index.save()
        again = Index(self.folder).rows
        self.assertEqual(set(again), {"benign/x.pcap", "malicious/ssh-on-443.pcap"})
        self.assertEqual(again["malicious/ssh-on-443.pcap"]["misses"], "T1571: because")
        self.assertEqual(again["malicious/ssh-on-443.pcap"]["origin"], "lab run ssh-on-443")


class Verdicts(unittest.TestCase):
    def setUp(self):
        self.malicious = REGISTER.load()["ssh-on-443"]  # expects nonstandard_port medium T1571
        self.benign = REGISTER.load()["ping-pmtu"]

    def test_an_expectation_wants_all_its_words_of_one_alert(self):
        wanted = Expectation.parse("beacon medium T1071.001")
        self.assertTrue(wanted.met_by(alert("beacon", "high", "T1071.001")))
        self.assertTrue(wanted.met_by(alert("no_dns", "high", "T1071.001", "no_dns.bare", "correlation.beacon")))
        self.assertTrue(Expectation.parse("T1573").met_by(alert("encrypted", "low", "T1573.002")))
        self.assertFalse(Expectation.parse("T1573.002").met_by(alert("encrypted", "low", "T1573")))
        for other in (alert("beacon", "low", "T1071.001"), alert("no_dns", "high", "T1071.001"), alert("beacon", "high", "T1573")):
            self.assertFalse(wanted.met_by(other))

    def test_a_miss_is_wrong_unless_the_index_excuses_it(self):
        words = "nonstandard_port medium T1571"
        self.assertEqual(verify.judge(self.malicious, [], "", {}).wrong, [f"misses {words}"])
        excused = verify.judge(self.malicious, [], f"{words}: too short; other: x", {})
        self.assertEqual((excused.wrong, excused.excused), ([], [f"misses {words}: too short"]))

    def test_an_excuse_that_is_no_longer_needed_is_told(self):
        words = "nonstandard_port medium T1571"
        self.assertEqual(verify.judge(self.malicious, [alert("nonstandard_port", "medium", "T1571")], f"{words}: x", {}).stale, [f"no longer misses {words}"])

    def test_noise_is_wrong_unless_accepted(self):
        noise = [alert("icmp_tunnel", "low", "T1095")]
        self.assertEqual(len(verify.judge(self.benign, noise, "", {}).wrong), 1)
        self.assertEqual(verify.judge(self.benign, noise, "", {("ping-pmtu.pcap", "icmp_tunnel", "low"): "large pings"}).wrong, [])


class Declarations(unittest.TestCase):
    def test_a_stretched_scenario_must_say_so_in_its_name(self):
        known = REGISTER.load()
        wrong = dict(vars(known["time-scaled-ping-6h"]), name="ping-6h")
        with self.assertRaises(ValueError):
            Register().add(type(known["ping-pmtu"])(**wrong))

    def test_the_journal_hides_this_machines_paths(self):
        journal = Journal(pathlib.Path("/mnt"))
        journal.note("c1$ python3 /mnt/lab/tools/poll.py /mnt/x")
        self.assertEqual(journal.text(), "c1$ python3 tools/poll.py x")


class NameServer(unittest.TestCase):
    def test_answers_follow_the_zones_rule(self):
        server = tool("name_server")
        query = struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + server.wire("3.abc.t.test") + struct.pack("!HH", server.A, 1)
        answer = server.reply(query, [server.Zone("t.test", "ack")])
        self.assertEqual(struct.unpack_from("!HHHHHH", answer), (7, 0x8500, 1, 1, 0, 0))
        self.assertEqual(answer[-4:], bytes([100, 64, 0, 1]))
        refused = server.reply(query, [server.Zone("u.test", "ack")])
        self.assertEqual(struct.unpack_from("!HHHH", refused)[1:], (0x8500 | server.REFUSED, 1, 0))

    def test_long_text_is_cut_into_strings(self):
        server = tool("name_server")
        self.assertEqual(server.text(b"x" * 300), b"\xff" + b"x" * 255 + b"\x2d" + b"x" * 45)


if __name__ == "__main__":
    unittest.main()
