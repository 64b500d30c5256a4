#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two computations of failover times, held against captures whose truth is known.

    ci/failover_by_tshark_test.py HOLDFAST

Goal: the second computation is right by itself, agrees with `holdfast timing` where that is right, and says so where a
report is not. Method: captures of a VRRP pair written here, byte by byte, and reports changed in one respect each. Exit code
77: no tshark.
"""
import contextlib
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import failover_by_tshark as second

HOLDFAST = ""
VIP = "192.0.2.100"
MS = 1_000_000
START = 1_800_000_000 * 1_000_000_000


def mac(number):
    return bytes([2, 0, 0, 0, 0, number])


def address(text):
    return bytes(int(part) for part in text.split("."))


def ethernet(to, source, kind, content):
    return to + source + struct.pack("!H", kind) + content


def ip(protocol, source, destination, content):
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(content), 0, 0, 255, protocol, 0) + address(source) + \
        address(destination) + content


def advertisement(node, priority):
    vrrp = struct.pack("!BBBBHH", 0x31, 51, priority, 1, 10, 0) + address(VIP)
    return ethernet(bytes.fromhex("01005e000012"), mac(node), 0x800, ip(112, f"192.0.2.{node}", "224.0.0.18", vrrp))


def announcement(node):
    arp = struct.pack("!HHBBH", 1, 0x800, 6, 4, 1) + mac(node) + address(VIP) + bytes(6) + address(VIP)
    return ethernet(b"\xff" * 6, mac(node), 0x806, arp)


def question(node):
    """It looks for the client, from its own address."""
    arp = struct.pack("!HHBBH", 1, 0x800, 6, 4, 1) + mac(node) + address(f"192.0.2.{node}") + bytes(6) + address("192.0.2.50")
    return ethernet(b"\xff" * 6, mac(node), 0x806, arp)


def probe(node, sequence, request):
    payload = b"holdfast" + struct.pack("!IIQQ", 7, 0, sequence, sequence * MS)
    ports = (40000, 9000) if request else (9000, 40000)
    udp = struct.pack("!HHHH", *ports, 8 + len(payload), 0) + payload
    ends = ("192.0.2.50", VIP) if request else (VIP, "192.0.2.50")
    link = (mac(node), mac(50)) if request else (mac(50), mac(node))
    return ethernet(*link, 0x800, ip(17, *ends, udp))


def pair(failures, length=4000, interval=100):
    """Frames with their times: nodes 11 and 12 take turns. Each failure: (when it fails, when the other advertises and
    announces, until when probes are lost), all in ms."""
    frames = []
    owners = [(0, 11)] + [(claimed, 12 if i % 2 == 0 else 11) for i, (_, claimed, _) in enumerate(failures)]
    ends = [failed for failed, _, _ in failures] + [length]
    for (begin, node), end in zip(owners, ends):
        frames += [(at * MS, advertisement(node, 150)) for at in range(begin, end, interval)]
    frames += [(claimed * MS + MS // 2, announcement(node)) for claimed, node in owners]
    for at in range(length):
        node = [node for begin, node in owners if begin <= at][-1]
        frames.append((at * MS + 1000, probe(node, at, True)))
        if not any(failed <= at < back for failed, _, back in failures):
            frames.append((at * MS + 301_000, probe(node, at, False)))
    return sorted(frames, key=lambda frame: frame[0])


def written(path, frames):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 65535, 1))
        for at, frame in frames:
            clock = START + at
            file.write(struct.pack("<IIII", clock // 10**9, clock % 10**9, len(frame), len(frame)) + frame)
    return path


class Takeovers(unittest.TestCase):
    """Who became active how often."""

    def counted(self, sources):
        said = [second.Advertisement(number, number, source, 100) for number, source in enumerate(sources)]
        return second.takeovers(second.changes(second.Seen(advertisements=said, macs={"a": "", "b": ""})), "b")

    def test_an_advertisement_that_crosses_the_way_back_is_none(self):
        self.assertEqual(self.counted("aabbbabaa"), 1)

    def test_each_time_it_goes_on_counts(self):
        self.assertEqual(self.counted("aabbbaabba"), 2)

    def test_the_last_one_counts_too(self):
        self.assertEqual(self.counted("aab"), 1)


class SecondComputation(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="holdfast-tshark-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def capture(self, *failures, **how):
        return written(os.path.join(self.folder, "pair.pcap"), pair(list(failures), **how))

    def found(self, capture):
        return second.failovers(second.look_at(second.by_tshark(capture), VIP), 10**9)

    def run_main(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with mock.patch.object(sys, "argv", ["failover_by_tshark.py", *arguments]), contextlib.redirect_stdout(out), \
                contextlib.redirect_stderr(err):
            code = second.main()
        return code, out.getvalue() + err.getvalue()

    def changed_report(self, capture, change):
        """What holdfast timing says of it, after `change` was done to its first event."""
        done = subprocess.run([HOLDFAST, "timing", "--json", "--vip", VIP, "--validated-for", "1s", capture],
                              capture_output=True, text=True, check=True)
        report = json.loads(done.stdout)
        events = next(vip["events"] for vip in report["vips"] if vip["vip"] == VIP)
        change(events)
        path = os.path.join(self.folder, "report.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(report, file)
        return path

    def test_finds_the_truth(self):
        failover, = self.found(self.capture((1000, 1361, 1363)))
        self.assertEqual((failover.old, failover.new), ("192.0.2.11", "192.0.2.12"))
        self.assertEqual(failover.time, 364 * MS)  # from 999 ms to 1363 ms
        self.assertEqual(failover.announcement[1] - failover.last_of_old.at, 461 * MS + MS // 2)  # 900 to 1361.5 ms
        runs, = failover.outages.values()
        self.assertEqual([run.lost for run in runs], [363])

    def test_two_losses_of_one_failover_are_one_time(self):
        frames = pair([(1000, 1361, 1363)])
        # The answer of a probe 300 ms later is lost too.
        late = probe(12, 1663, False)
        frames = [(at, frame) for at, frame in frames if frame != late]
        failover, = self.found(written(os.path.join(self.folder, "pair.pcap"), frames))
        self.assertEqual(failover.time, (1664 - 999) * MS)

    def test_an_outage_across_there_and_back_is_one_event(self):
        capture = self.capture((1000, 1361, 2000), (2000, 2400, 2500))
        failover, = self.found(capture)
        self.assertEqual((failover.old, failover.new, len(failover.changes)), ("192.0.2.11", "192.0.2.11", 2))
        self.assertEqual(failover.time, 1501 * MS)
        code, said = self.run_main(HOLDFAST, capture, VIP)
        self.assertEqual(code, 0, said)

    def test_pings_count_on_beyond_16_bits(self):
        self.assertEqual([second.unwrapped(low, near) for low, near in
                          [(7, 0xfffe), (0xfffe, 0x10007), (5, 0x30003), (0xffff, 0x30003)]],
                         [0x10007, 0xfffe, 0x30005, 0x2ffff])

    def test_agrees_on_failover_and_reversion(self):
        code, said = self.run_main(HOLDFAST, self.capture((1000, 1361, 1363), (3000, 3040, 3042)), VIP)
        self.assertEqual(code, 0, said)
        self.assertIn("2 failovers, 0 on which the two disagree", said)

    def test_agrees_on_a_change_without_loss(self):
        code, said = self.run_main(HOLDFAST, self.capture((1000, 1361, 1000)), VIP)
        self.assertEqual(code, 0, said)
        self.assertIn(" 0.000 ", said)

    def test_agrees_on_a_claim_before_the_first_loss(self):
        """The old owner lives on, so that the convergence event is the first probe that is lost: 500 us after the claim."""
        lives_on = [(at * MS, question(11)) for at in (1052, 1300)]
        capture = written(os.path.join(self.folder, "pair.pcap"), sorted(pair([(1050, 1049, 1060)]) + lives_on))
        code, said = self.run_main(HOLDFAST, capture, VIP)
        self.assertEqual(code, 0, said)

    def test_disagrees_with_an_interval_beside_the_truth(self):
        capture = self.capture((1000, 1361, 1363))

        def change(events):
            events[0]["failoverTime"]["accuracy"] = {"low": 365 * MS, "high": 400 * MS}
        code, said = self.run_main(HOLDFAST, capture, VIP, "--report", self.changed_report(capture, change))
        self.assertEqual(code, 1, said)
        self.assertIn("364.000 ms is outside the interval", said)

    def test_disagrees_on_another_owner_packet_or_count(self):
        capture = self.capture((1000, 1361, 1363))
        phases = []
        self.changed_report(capture, lambda events: phases.extend(events[0]["phase"]))
        phase = next(name for name in phases if name.endswith("claim"))
        for change, word in [
                (lambda events: events[0].update(toOwner="192.0.2.13 (02:00:00:00:00:0d)"), "change to 192.0.2.12: told by tshark"),
                (lambda events: events[0].update(fromOwner="192.0.2.13 (02:00:00:00:00:0d)"), "fromOwner is 192.0.2.13"),
                (lambda events: events[0]["phase"][phase].update(to=0), "told by tshark alone"),
                (lambda events: events[0]["phase"][phase]["packet"].update(number=1), "claimed by packet 1"),
                (lambda events: events.clear(), "told by tshark alone"),
                (lambda events: events.append(dict(events[0])), "told by holdfast timing alone"),
                (lambda events: events[0].update(failoverTime=None), "measured nothing")]:
            code, said = self.run_main(HOLDFAST, capture, VIP, "--report", self.changed_report(capture, change))
            self.assertEqual(code, 1, said)
            self.assertIn(word, said)

    def test_refuses_what_it_cannot_compare(self):
        empty = written(os.path.join(self.folder, "empty.pcap"), [])
        self.assertEqual(self.run_main(HOLDFAST, empty, VIP)[0], 3)
        code, said = self.run_main(HOLDFAST, os.path.join(self.folder, "missing.pcap"), VIP)
        self.assertEqual(code, 3)
        self.assertIn("tshark cannot read", said)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(3)
    if not shutil.which("tshark"):
        print("SKIPPED: tshark is not installed; ci/bootstrap installs it")
        sys.exit(77)
    HOLDFAST = sys.argv.pop()
    unittest.main()
