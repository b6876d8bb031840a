#!/usr/bin/env python3
"""The command line as scripts and people rely on it: exit codes, messages, streams, short forms.

Usage: cli_test.py SEKISHO ROOT [unittest options]. Needs no rights.
"""
import fcntl
import json
import os
import pathlib
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

SEKISHO, ROOT = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
BEACON = ROOT / "pcaps/malicious/udp-beacon.pcap"
TUNNEL = ROOT / "pcaps/malicious/dns-iodine-null.pcap"
QUIET = ROOT / "pcaps/benign/ssh-admin-22.pcap"
OK, FAILURE, USAGE, CONFIG, CAPTURE, INPUT, OUTPUT, FAIL_ON = 0, 1, 2, 3, 4, 5, 6, 10


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def run_it(self, *words, code=OK, stdin=b"", **more):
        """Runs sekisho to its end; (stdout, stderr) as text. Fails where it leaves with another code than @p code."""
        done = subprocess.run([SEKISHO, *map(str, words)], input=stdin, capture_output=True, timeout=60, check=False, cwd=self.folder, **more)
        out, err = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, code, f"sekisho {' '.join(map(str, words))}\n{err}{out[:2000]}")
        return out, err

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def events(self, text):
        return [json.loads(line) for line in text.splitlines()]


ROW = ('{"ts":%d,"uid":"C%s","id.orig_h":"10.0.0.5","id.orig_p":50000,"id.resp_h":"203.0.113.7","id.resp_p":443,"proto":"tcp","duration":1.5,'
       '"orig_bytes":1000,"resp_bytes":2000,"conn_state":"SF","history":"ShADadFf","orig_pkts":10,"resp_pkts":10,"missed_bytes":0}\n')


class Logs(Case):
    """Zeek's logs instead of captures; tests/scenarios/from_logs.py holds what is found in them."""

    def rows(self, first, count):
        return "".join(ROW % (1_795_442_000 + i, i) for i in range(first, first + count))

    def test_are_known_by_their_content(self):
        _, err = self.run_it("replay", self.write("some.name", self.rows(0, 3)))
        self.assertIn("1 log, 3 rows, 3 flows", err)

    def test_a_folder_of_them_is_read_as_one_and_says_what_is_left_out(self):
        for name, text in [("conn.log", self.rows(0, 2)), ("conn.2.log", self.rows(2, 2)), ("stderr.log", "listening\n"),
                           ("files.log", '{"ts":1,"fuid":"F","_path":"files"}\n')]:
            (self.folder / "logs").mkdir(exist_ok=True)
            self.write(f"logs/{name}", text)
        _, err = self.run_it("replay", "logs")
        self.assertIn("3 logs, 4 rows, 4 flows", err)
        self.assertIn("left out: files", err)
        self.assertIn("stderr.log", err)

    def test_damage_is_named_with_file_and_line_and_leaves_with_5(self):
        _, err = self.run_it("replay", self.write("conn.log", self.rows(0, 1) + "{oops\n" + self.rows(1, 1)), code=INPUT)
        self.assertIn("conn.log:2: no JSON object", err)
        self.assertIn("2 flows", err)
        _, err = self.run_it("replay", self.write("weird.log", '{"ts":1,"_path":"weird"}\n'), code=INPUT)
        self.assertIn("of Zeek's logs conn, dns, ssl, http", err)
        if os.geteuid() != 0:
            path = self.write("closed.log", self.rows(0, 1))
            path.chmod(0)
            self.run_it("replay", path, code=INPUT)

    def test_what_fits_packets_alone_is_a_wrong_use(self):
        log = self.write("conn.log", self.rows(0, 1))
        for words, said in [(["--filter", "tcp"], "--filter is for packets"), (["--pace", "1"], "--pace is for packets"), ([BEACON], "with --separate")]:
            _, err = self.run_it("replay", log, *words, code=USAGE)
            self.assertIn(said, err)
        _, err = self.run_it("replay", "--separate", log, BEACON)
        self.assertIn("1 capture, ", err)
        self.assertIn("1 log, 1 row", err)

    def test_a_pipe_is_for_captures(self):
        _, err = self.run_it("replay", "-", code=INPUT, stdin=self.rows(0, 1).encode())
        self.assertIn("name it as a file", err)


class Usage(Case):
    def test_wrong_words_leave_with_2_and_say_which(self):
        for words, said in [
            ([], "subcommand"),
            (["bogus"], 'no command "bogus"; commands are run, replay'),
            (["relpay", BEACON], 'did you mean "sekisho replay"?'),
            ([BEACON], f'did you mean "sekisho replay {BEACON}"?'),
            (["replay"], "name a capture"),
            (["replay", "--no-such-flag", BEACON], "no-such-flag"),
            (["replay", "--format", "xml", BEACON], "xml"),
            (["replay", "--fail-on", "severe", BEACON], "severe"),
            (["replay", "--workers", "0", BEACON], "workers"),
            (["replay", "--workers", "65", BEACON], "workers"),
            (["replay", "--pace", "-1", BEACON], "pace"),
            (["replay", "--filter", "tcp prot 80", BEACON], 'filter "tcp prot 80"'),
            (["replay", "--format", "text", "--flows", "-", BEACON], "--flows"),
            (["detectors", "--json", "--navigator"], "navigator"),
            (["run"], "name an interface"),
        ]:
            with self.subTest(words=words):
                out, err = self.run_it(*words, code=USAGE)
                self.assertIn(said, err)
                self.assertEqual(out, "", "errors belong to standard error")

    def test_help_goes_to_standard_output(self):
        for words in (["--help"], ["-h"], ["replay", "--help"], ["run", "-h"], ["check", "--help"]):
            out, err = self.run_it(*words)
            self.assertIn("sage", out)
            self.assertEqual(err, "")
        self.assertIn("Exit codes", self.run_it("--help")[0])

    def test_version_by_any_name(self):
        said = {self.run_it(w)[0] for w in ("version", "-V", "--version")}
        self.assertEqual(len(said), 1)
        self.assertRegex(said.pop(), r"^sekisho \d+\.\d+\.\d+ \(nDPI ")


class Detectors(Case):
    def test_the_lists_name_every_folder(self):
        folders = {p.parent.name for p in (ROOT / "detectors").glob("*/CMakeLists.txt")} - {"api", "support", "knowledge"}
        listed = json.loads(self.run_it("detectors", "--json")[0])["detectors"]
        self.assertEqual({d["name"] for d in listed}, folders)
        for d in listed:
            self.assertTrue(d["techniques"] and all(t["name"] for t in d["techniques"]), f"{d['name']}: techniques have names")
            self.assertTrue(d["parameters"] and d["summary"])
        table = self.run_it("detectors")[0]
        for name in folders:
            self.assertIn(name + " (", table)

    def test_the_navigator_layer_holds_every_technique(self):
        layer = json.loads(self.run_it("detectors", "--navigator")[0])
        listed = json.loads(self.run_it("detectors", "--json")[0])["detectors"]
        self.assertEqual(layer["domain"], "enterprise-attack")
        self.assertLessEqual({t["id"] for d in listed for t in d["techniques"]}, {t["techniqueID"] for t in layer["techniques"] if t["score"] > 0})
        media = next(t for t in layer["techniques"] if t["techniqueID"] == "T1092")
        self.assertLessEqual(media["score"], 50)
        self.assertIn("no packet carries them", media["comment"])


class SelfTest(Case):
    def test_built_in_traffic_alerts(self):
        out, _ = self.run_it("self-test")
        self.assertIn("self-test passed", out)

    def test_detectors_that_are_off_are_not_missed(self):
        config = self.write("c.yaml", "detectors: {beacon: {enabled: false}}\n")
        out, _ = self.run_it("self-test", "-c", config)
        self.assertRegex(out, r"(?m)^off +beacon")

    def test_a_detector_that_stays_silent_fails(self):
        config = self.write("c.yaml", "detectors: {beacon: {shortest_period: 1h}}\n")
        out, _ = self.run_it("self-test", "-c", config, code=FAILURE)
        self.assertRegex(out, r"(?m)^FAIL +beacon")


class Configuration(Case):
    def test_mistakes_leave_with_3_and_name_place_and_remedy(self):
        for text, said in [
            ("capture:\n  interface: [eth0]\n", 'c.yaml:2:3: capture.interface: unknown key; did you mean "interfaces"?'),
            ("sensor:\n  workers: two\n", 'c.yaml:2:12: sensor.workers: expected a whole number, 1 … 64, got "two"'),
            ("flow:\n  tcp_new: 2d\n", "c.yaml:2:12: flow.tcp_new: expected a duration"),
            ("detectors:\n  beacon:\n    max_key: 1\n", 'c.yaml:3:5: detectors.beacon.max_key: unknown key; did you mean "max_keys"?'),
            ("detectors:\n  beacon:\n    evidence: 1000\n", "c.yaml:3:15: detectors.beacon.evidence: expected a number, 8 … 100"),
            ("detectors:\n  becon: {}\n", 'c.yaml:2:3: detectors.becon: unknown key; did you mean "beacon"?'),
            ("a: [1\n", "c.yaml:2:1: not YAML"),
            ("network: {country_file: /nonexistent.mmdb}\n", "/nonexistent.mmdb"),
        ]:
            config = self.write("c.yaml", text)
            for command in (["replay", BEACON], ["self-test"], ["run", "-i", "lo"]):
                with self.subTest(text=text, command=command):
                    out, err = self.run_it(command[0], "-c", config.name, *command[1:], code=CONFIG)
                    self.assertIn(said, err)
                    self.assertEqual(out, "")
            self.assertIn(said, self.run_it("check", "-c", config.name, code=CONFIG)[0])

    def test_a_file_that_is_not_there(self):
        for command in (["replay", BEACON], ["run", "-i", "lo"]):
            _, err = self.run_it(*command, "-c", "none.yaml", code=CONFIG)
            self.assertIn("none.yaml: cannot be read: No such file or directory", err)

    def test_an_address_that_others_reach_needs_consent(self):
        config = self.write("c.yaml", "web: {listen: 0.0.0.0:9477}\n")
        self.assertIn("insecure", self.run_it("run", "-i", "lo", "-c", config, code=CONFIG)[1])
        self.assertIn("insecure", self.run_it("check", "-c", config, code=CONFIG)[0])
        config = self.write("c.yaml", "web: {listen: nowhere}\n")
        self.assertIn("127.0.0.1:9477", self.run_it("run", "-i", "lo", "-c", config, code=CONFIG)[1])

    def test_a_user_that_is_not_there(self):
        config = self.write("c.yaml", "sensor: {run_as: no-such-user}\n")
        self.assertIn("useradd", self.run_it("run", "-i", "lo", "-c", config, code=CONFIG)[1])

    def test_the_shipped_file_changes_nothing(self):
        with_it, _ = self.run_it("replay", "-c", ROOT / "config/sekisho.yaml", BEACON)
        self.assertEqual(with_it, self.run_it("replay", BEACON)[0])

    def test_the_file_is_heeded(self):
        config = self.write("c.yaml", "detectors: {beacon: {enabled: false}}\n")
        self.assertEqual(self.run_it("replay", "-c", config, BEACON)[0], "")


class Check(Case):
    def test_everything_is_tried(self):
        config = self.write("c.yaml", "outputs: {eve: {path: eve.json}}\nweb: {enabled: false}\n")
        out, _ = self.run_it("check", "-c", config)
        for what in ("configuration", "dpi", "lists", "allow list", "memory", "capture", "web", "output eve", "disk"):
            self.assertRegex(out, rf"(?m)^(ok|warn) +{what}")
        self.assertFalse((self.folder / "eve.json").exists(), "it leaves nothing behind")

    def test_suricatas_way_to_ask(self):
        config = self.write("c.yaml", "outputs: {eve: {path: eve.json}}\n")
        self.assertIn("configuration", self.run_it("-T", "-c", config)[0])
        self.assertIn("configuration", self.run_it("-c", config, "-T")[0])

    def test_an_output_that_cannot_be_written_leaves_with_6(self):
        config = self.write("c.yaml", "outputs: {eve: {path: missing/eve.json}}\n")
        out, _ = self.run_it("check", "-c", config, code=OUTPUT)
        self.assertRegex(out, r"(?m)^FAIL +output eve .*missing/eve.json: cannot be written: No such file or directory; make its folder: sudo install -d")

    def test_an_interface_that_is_not_there_leaves_with_4(self):
        config = self.write("c.yaml", "outputs: {eve: {path: eve.json}}\n")
        out, _ = self.run_it("check", "-c", config, "-i", "nosuch0", code=CAPTURE)
        self.assertRegex(out, r"(?m)^FAIL +capture .*nosuch0 does not exist; there are: .*lo")

    def test_rules_that_have_expired_are_named(self):
        config = self.write("c.yaml", "outputs: {eve: {path: eve.json}}\nalerts: {allow: [{name: old, reason: r, ports: [1], expires: 2020-01-01}]}\n")
        self.assertRegex(self.run_it("check", "-c", config)[0], r'(?m)^warn +allow list .*"old" has expired')

    def test_a_full_pipe_is_no_place_for_events(self):
        os.mkfifo(self.folder / "fifo")
        config = self.write("c.yaml", "outputs: {eve: {path: fifo}}\n")
        self.assertIn("needs its reader first", self.run_it("check", "-c", config, code=OUTPUT)[0])


class Run(Case):
    def test_an_interface_that_is_not_there_leaves_with_4(self):
        for words in (["run", "-i", "nosuch0", "-l", self.folder], ["-i", "nosuch0", "-l", self.folder]):
            _, err = self.run_it(*words, code=CAPTURE)
            self.assertIn("nosuch0 does not exist; there are:", err)


class Inputs(Case):
    def test_a_missing_file_leaves_with_5(self):
        _, err = self.run_it("replay", "none.pcap", code=INPUT)
        self.assertIn("none.pcap: No such file or directory", err)

    def test_the_rest_is_judged_and_every_bad_file_named(self):
        captures = self.folder / "in"
        captures.mkdir()
        whole = BEACON.read_bytes()
        shutil.copy(BEACON, captures / "b.pcap")
        self.write("in/a-notes.txt", "not a capture")
        self.write("in/c-cut.pcap", whole[:-7])
        self.write("in/d-packed.pcap.gz", b"\x1f\x8b\x08 and more")
        self.write("in/e-empty.pcap", b"")
        for separate in ([], ["--separate"]):
            out, err = self.run_it("replay", *separate, "in", code=INPUT)
            self.assertTrue(self.events(out), "b.pcap was judged")
            for said in ("in/a-notes.txt: neither pcap nor pcapng", "in/c-cut.pcap: cut short after", "in/d-packed.pcap.gz: gzip compressed; unpack it first",
                         "in/e-empty.pcap: empty file"):
                self.assertIn(said, err)

    def test_files_without_permission_are_named_and_the_rest_judged(self):
        captures = self.folder / "in"
        captures.mkdir()
        for name in ("a.pcap", "b.pcap"):
            shutil.copy(BEACON, captures / name)
        (captures / "a.pcap").chmod(0)
        self.folder.chmod(0o755)
        somebody = {"user": "nobody"} if os.geteuid() == 0 else {}  # root may read everything
        try:
            out, err = self.run_it("replay", "in", code=INPUT, **somebody)
        except PermissionError:
            self.skipTest("nobody may not start the program where it lies")
        self.assertIn("in/a.pcap: Permission denied", err)
        self.assertTrue(self.events(out))

    def test_an_empty_folder_is_named(self):
        (self.folder / "in").mkdir()
        self.assertIn("in: no files in this folder", self.run_it("replay", "in", code=INPUT)[1])

    def test_standard_input(self):
        piped, _ = self.run_it("replay", "-", stdin=BEACON.read_bytes())
        named, _ = self.run_it("replay", BEACON)
        strip = lambda text: [{k: v for k, v in e.items() if k != "pcap_filename"} for e in self.events(text)]
        self.assertEqual(strip(piped), strip(named))

    def test_standard_input_that_is_no_capture(self):
        for content, said in ((b"", "-: empty file"), (b"GET / HTTP/1.1\r\n" * 100, "-: neither pcap nor pcapng"), (BEACON.read_bytes()[:-7], "-: cut short after")):
            self.assertIn(said, self.run_it("replay", "-", stdin=content, code=INPUT)[1])

    def test_folders_are_read_in_the_order_of_names(self):
        captures = self.folder / "in"
        captures.mkdir()
        for name in ("2.pcap", "10.pcap", "1.pcap"):
            shutil.copy(BEACON, captures / name)
        out, _ = self.run_it("replay", "--separate", "in")
        names = [pathlib.Path(e["pcap_filename"]).name for e in self.events(out)]
        self.assertEqual(sorted(set(names), key=names.index), ["1.pcap", "10.pcap", "2.pcap"])

    def test_several_files_are_judged_in_the_order_given(self):
        out, _ = self.run_it("replay", "--separate", TUNNEL, BEACON)
        names = [pathlib.Path(e["pcap_filename"]).name for e in self.events(out)]
        self.assertEqual(sorted(set(names), key=names.index), [TUNNEL.name, BEACON.name])

    def test_separate_files_do_not_know_of_each_other(self):
        once, _ = self.run_it("replay", BEACON)
        twice, _ = self.run_it("replay", "--separate", BEACON, BEACON)
        self.assertEqual(twice, once * 2)

    def test_a_filter_leaves_packets_out(self):
        self.assertEqual(self.run_it("replay", "--filter", "host 192.0.2.1", BEACON)[0], "")
        self.assertEqual(self.run_it("replay", "--filter", "udp or not udp", BEACON)[0], self.run_it("replay", BEACON)[0])

    def test_a_stop_is_heard_while_a_pipe_is_silent(self):
        for part in (b"", BEACON.read_bytes()):
            with self.subTest(bytes=len(part)):
                process = subprocess.Popen([SEKISHO, "replay", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                process.stdin.write(part)
                process.stdin.flush()
                wait_until_blocked(process.pid)
                wait_until_taken(process.stdin)
                process.send_signal(signal.SIGTERM)
                err = process.stderr.read().decode()  # ends with the process, standard input still open
                self.assertEqual(process.wait(timeout=20), INPUT, err)
                self.assertIn("stopped by SIGTERM before the end", err)
                out = process.stdout.read()
                self.assertEqual(bool(out), bool(part), "what was read is judged")
                for stream in (process.stdin, process.stdout, process.stderr):
                    stream.close()


def wait_until_blocked(pid):
    """Until the process has SIGTERM blocked, that is, waits for it itself."""
    while True:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            mask = next((int(line.split()[1], 16) for line in status if line.startswith("SigBlk:")), 0)
        if mask & (1 << (signal.SIGTERM - 1)):
            return
        os.sched_yield()


def wait_until_taken(pipe):
    """Until nothing written to the pipe is left in it."""
    while struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"1234"))[0] > 0:
        os.sched_yield()


class Outputs(Case):
    def test_a_pipe_gets_json_lines(self):
        out, err = self.run_it("replay", BEACON)
        alerts = self.events(out)
        self.assertTrue(alerts and all(e["event_type"] == "alert" for e in alerts))
        self.assertIn("1 capture,", err)

    def test_text_on_demand(self):
        out, _ = self.run_it("replay", "--format", "text", BEACON)
        self.assertIn("LEVEL", out)
        self.assertNotIn("\x1b[", out, "no colours in a pipe")

    def test_quiet_says_nothing(self):
        self.assertEqual(self.run_it("replay", "-q", BEACON)[1], "")

    def test_alerts_and_flows_to_files(self):
        out, _ = self.run_it("replay", "--alerts", "a.json", "--flows", "f.json", TUNNEL)
        self.assertEqual(out, "")
        self.assertEqual({e["event_type"] for e in self.events((self.folder / "a.json").read_text())}, {"alert"})
        kinds = {e["event_type"] for e in self.events((self.folder / "f.json").read_text())}
        self.assertIn("flow", kinds)
        self.assertIn("dns", kinds)
        self.assertNotIn("alert", kinds)

    def test_both_to_one_place(self):
        out, _ = self.run_it("replay", "--flows", "-", TUNNEL)
        kinds = {e["event_type"] for e in self.events(out)}
        self.assertTrue({"alert", "flow", "dns"} <= kinds)

    def test_a_second_run_leaves_the_same_files(self):
        for _ in range(2):
            self.run_it("replay", "--alerts", "a.json", "--flows", "f.json", "-l", self.folder, BEACON)
        once = self.run_it("replay", BEACON)[0]
        self.assertEqual((self.folder / "a.json").read_text(), once)
        self.assertTrue((self.folder / "eve.json").read_text())

    def test_zeeks_and_suricatas_way_to_name_a_capture(self):
        named, _ = self.run_it("replay", BEACON)
        self.assertEqual(self.run_it("-r", BEACON)[0], named)
        config = self.write("c.yaml", "")
        self.assertEqual(self.run_it("-c", config, "-r", BEACON, "-l", self.folder)[0], named)
        self.assertEqual(self.run_it("replay", "-r", BEACON)[0], named)

    def test_workers_and_pace_change_nothing(self):
        once, _ = self.run_it("replay", TUNNEL)
        self.assertEqual(self.run_it("replay", "--workers", "3", TUNNEL)[0], once)
        self.assertEqual(self.run_it("replay", "--pace", "100000", TUNNEL)[0], once)

    def test_places_that_cannot_be_written_leave_with_6(self):
        for words, said in ((["--alerts", "none/a.json"], "none/a.json: cannot be written: No such file or directory"),
                            (["--flows", "none/f.json"], "none/f.json"), (["-l", "none"], "none/eve.json"), (["--alerts", "."], "Is a directory")):
            _, err = self.run_it("replay", *words, BEACON, code=OUTPUT)
            self.assertIn(said, err)

    def test_a_full_disk_leaves_with_6(self):
        _, err = self.run_it("replay", "--alerts", "/dev/full", BEACON, code=OUTPUT)
        self.assertIn("could not be written", err)

    def test_a_reader_that_leaves_is_an_output_that_failed(self):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([SEKISHO, "replay", BEACON], stdout=write, stderr=subprocess.PIPE, timeout=60, check=False)
        os.close(write)
        self.assertEqual(done.returncode, OUTPUT, done.stderr)

    def test_fail_on(self):
        self.run_it("replay", "--fail-on", "low", BEACON, code=FAIL_ON)
        self.run_it("replay", "--fail-on", "critical", BEACON)
        self.run_it("replay", "--fail-on", "critical", TUNNEL, code=FAIL_ON)
        self.run_it("replay", "--fail-on", "low", QUIET)
        cut = self.write("cut.pcap", TUNNEL.read_bytes()[:-7])
        self.run_it("replay", "--fail-on", "high", cut, code=FAIL_ON)


class Terminal(Case):
    def on_terminal(self, *words):
        """Standard output and error on a terminal each; what was shown there."""
        shown = {}
        ends = {}
        for name in ("out", "err"):
            ends[name], name_of_other = pty.openpty()
            shown[name] = (b"", name_of_other)
        process = subprocess.Popen([SEKISHO, *map(str, words)], stdin=subprocess.DEVNULL, stdout=shown["out"][1], stderr=shown["err"][1], cwd=self.folder)
        for _, other in shown.values():
            os.close(other)
        text = {"out": b"", "err": b""}
        while ends:
            ready, _, _ = select.select(list(ends.values()), [], [], 60)
            self.assertTrue(ready, "silent for a minute")
            for name in [n for n, fd in ends.items() if fd in ready]:
                try:
                    chunk = os.read(ends[name], 65536)
                except OSError:  # the other side is gone
                    chunk = b""
                text[name] += chunk
                if not chunk:
                    os.close(ends.pop(name))
        self.assertEqual(process.wait(timeout=60), OK)
        return text["out"].decode(), text["err"].decode()

    def test_a_terminal_gets_a_table_and_progress(self):
        out, err = self.on_terminal("replay", "--pace", "60", BEACON)
        self.assertIn("LEVEL", out)
        self.assertIn("udp-beacon.pcap", out)
        self.assertRegex(err, r"MB of .* packets/s, \d+ alerts")
        self.assertIn("\r\x1b[K", err, "rewritten in place")

    def test_quiet_shows_no_progress(self):
        self.assertEqual(self.on_terminal("replay", "-q", BEACON)[1], "")

    def test_json_on_demand(self):
        self.assertTrue(self.events(self.on_terminal("replay", "--format", "json", BEACON)[0]))

    def test_flows_to_the_terminal_are_json_throughout(self):
        out, _ = self.on_terminal("replay", "--flows", "-", BEACON)
        self.assertTrue({"alert", "flow"} <= {e["event_type"] for e in self.events(out)})


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
