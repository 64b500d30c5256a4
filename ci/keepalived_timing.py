#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Times a keepalived pair on Mininet, by `holdfast timing` and, from the same captures, by tshark.

    ci/keepalived_timing.py HOLDFAST FOLDER [--failovers N] [--seed N] [--adverts S,S,...] [--faults NAME,...] [--again]

For each advertisement interval (1, 0.1, 0.01 s) and each fault of the active node (kill: kill -9 of all processes of keepalived;
link_down; silent: frames are dropped, the carrier stays) one capture of 20 failovers, kept in FOLDER. The fault falls anywhere
in an interval. Printed is a table: from the last advertisement of the old node to the gratuitous ARP of the new one beside
what RFC 9568 says, and how long the VIP did not answer (1 ping a millisecond) with the widest interval. All captures are taken first. --again judges those in FOLDER once more.

Needs root, but for --again. Exit code: 0 both computations agree on each failover, 1 they do not, 2 the testbed cannot vouch for the
trials, 3 bad input or something is missing.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys

import failover_by_tshark as second

FAULTS = ("kill", "link_down", "silent")
CAPTURE = "client.pcap"
INSIDE = "HOLDFAST_KEEPALIVED_INSIDE"


def say(text, **how):
    print(text, flush=True, **how)


def inside_namespaces():
    """Runs this program again in namespaces of its own; with its first process everything in them goes."""
    os.execvpe("unshare", ["unshare", "--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc",
                           "--propagation", "private", sys.executable, "-B", *sys.argv], {**os.environ, INSIDE: "1"})


def spread(values):
    """Median (least-most), in ms."""
    if not values:
        return "-"
    return f"{statistics.median(values) / 1e6:.1f} ({min(values) / 1e6:.1f}-{max(values) / 1e6:.1f})"


class Row:
    """What one capture says."""

    def __init__(self, options, advert, fault, capture, pair):
        self.advert, self.fault = advert, fault
        vip, validated_for = pair.VIP, int(pair.VALIDATED_FOR * 1e9)
        found = second.failovers(second.look_at(second.by_tshark(capture), vip), validated_for)
        report = second.told(options.holdfast, capture, vip, validated_for)
        events = second.events_of(report, vip)
        self.lines, self.wrong = second.side_by_side(found, events, report["epoch"])
        self.changes = len(found)
        new = pair.NODES["n2"][0]
        self.failovers = [failover for failover in found if failover.new == new]
        changes = second.takeovers([change for failover in found for change in failover.changes], new)
        times = [event.get("failoverTime") or event.get("reversionTime") for event in events
                 if event["toOwner"].startswith(new + " ")]
        self.times = [time for time in times if time]
        self.nominal = pair.master_down(advert, pair.NODES["n2"][1])
        if changes != options.failovers:
            raise pair.Invalid(f"{changes} failovers are in the capture instead of {options.failovers}: the others nobody caused, "
                               "a daemon waited too long for a processor")

    def text(self):
        claims = [failover.announcement[1] - failover.last_of_old.at for failover in self.failovers if failover.announcement]
        widest = max((time["accuracy"]["high"] - time["accuracy"]["low"] for time in self.times
                      if time["accuracy"]["high"] is not None), default=0)
        return (f"{self.advert:>6g} s  {self.fault:<10} {len(self.failovers):>3}  {spread(claims):>26}  "
                f"{1e3 * self.nominal:>8.1f}  {spread([time['value'] for time in self.times]):>26}  {widest / 1e6:>8.3f}  "
                f"{self.changes - self.wrong:>3} of {self.changes}")


HEAD = f"{'advert':>8}  {'fault':<10} {'n':>3}  {'last advert to GARP, ms':>26}  {'RFC 9568':>8}  {'no answer (TBM), ms':>26}  " \
       f"{'interval':>8}  agree with tshark"


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("holdfast")
    parser.add_argument("folder")
    parser.add_argument("--failovers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--adverts", default="1,0.1,0.01")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--faults", default=",".join(FAULTS))
    options = parser.parse_args()
    options.adverts = [float(text) for text in options.adverts.split(",")]
    options.faults = options.faults.split(",")
    unknown = set(options.faults) - set(FAULTS)
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}; there are {', '.join(FAULTS)}")
    return options


def version():
    return subprocess.run(["keepalived", "--version"], capture_output=True, text=True, check=True).stderr.splitlines()[0]


def captured(pair, options, advert, fault, folder):
    """Whether the capture is there then: written aside, and whole."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)

    def progress(number):
        say(f"\r{advert:g} s, {fault}: {number} of {options.failovers}", end="", file=sys.stderr)
    try:
        with pair.Pair(advert, folder) as testbed:
            capture = testbed.campaign(fault, options.failovers, f"{options.seed} {advert} {fault}", progress)
    except pair.Invalid as trouble:
        say(f"\nINVALID: {advert:g} s, {fault}: {trouble}")
        return False
    say("", file=sys.stderr)
    os.replace(capture, os.path.join(folder, CAPTURE))
    return True


def campaign(options):
    import keepalived_pair as pair  # Mininet: only in here
    cells = [(advert, fault, os.path.join(options.folder, f"{advert:g}s-{fault}")) for advert in options.adverts
             for fault in options.faults]
    rows, invalid = [], 0
    for cell in cells if not options.again else []:
        invalid += 0 if captured(pair, options, *cell) else 1
    say(f"{version()}; the active node's priority 150, the other's 100; seed {options.seed}")
    say(HEAD)
    for advert, fault, folder in cells:
        capture = os.path.join(folder, CAPTURE)
        if not os.path.exists(capture):
            continue
        try:
            row = Row(options, advert, fault, capture, pair)
        except pair.Invalid as trouble:
            say(f"INVALID: {advert:g} s, {fault}: {trouble}")
            invalid += 1
            continue
        with open(os.path.join(folder, "side-by-side.txt"), "w", encoding="utf-8") as file:
            file.write("\n".join(row.lines) + "\n")
        rows.append(row)
        say(row.text())
        for line in row.lines:
            if "DISAGREE" in line or "alone" in line:
                say(line)
    wrong, changes = sum(row.wrong for row in rows), sum(row.changes for row in rows)
    say(f"{changes} changes of owner, there and back; on {wrong} the two computations disagree")
    return 1 if wrong else 2 if invalid or not rows else 0


def judged(options):
    try:
        return campaign(options)
    except second.BadInput as error:
        say(f"ci/keepalived_timing.py: {error}", file=sys.stderr)
        return 3


def main():
    options = parsed()
    for program in ("keepalived", "tshark", "tcpdump", "ping", "unshare", "chrt", "mnexec", "brctl"):
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            say(f"ci/keepalived_timing.py: {program} is missing; ci/bootstrap installs it", file=sys.stderr)
            return 3
    if options.again:
        return judged(options)
    if os.geteuid() != 0:
        say("ci/keepalived_timing.py: making a network takes root: sudo", file=sys.stderr)
        return 3
    if INSIDE not in os.environ:
        inside_namespaces()
    return judged(options)


if __name__ == "__main__":
    sys.exit(main())
