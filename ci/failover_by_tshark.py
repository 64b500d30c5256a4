#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A second computation of failover times, from what tshark prints of a capture, beside that of `holdfast timing`.

    ci/failover_by_tshark.py HOLDFAST CAPTURE VIP [--validated-for SECONDS] [--report FILE]

For VRRP pairs. Nothing of `holdfast timing` is used: tshark takes the packets apart, and what follows from them is worked
out here once more. A failover is a change of the machine that advertises, with the changes and outages that are no further
from it than --validated-for; its time is, of the worst flow, from the sending
of the last probe or ping that was answered to the sending of the first one that was answered again (TBM, RFC 6414 section
3.6.3). Both results are printed side by side: owners, the packet that claims the address, the time, and the interval of
`holdfast timing --json`, in which the time has to lie. --report takes that output from a file.

Exit code: 0 they agree, 1 they do not, 3 bad input.
"""
import argparse
import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field

ANSWER_WITHIN = 200_000_000  # ns; RFC 6412's forwarding delay threshold, as holdfast takes it unless told
PACKETS_MIN = 10  # of a flow; fewer are no traffic to measure by
NEAR = 1_000_000_000  # ns; further apart two are not the same failover
PROBE_MAGIC = "686f6c6466617374"  # "holdfast", with which a probe's payload begins
FIELDS = ["frame.number", "frame.time_epoch", "eth.src", "ip.src", "ip.dst", "arp.opcode", "arp.src.hw_mac",
          "arp.src.proto_ipv4", "arp.dst.proto_ipv4", "vrrp.prio", "icmp.type", "icmp.ident", "icmp.seq", "udp.srcport",
          "udp.dstport", "udp.payload"]


class BadInput(Exception):
    """The message says what was expected."""


@dataclass
class Advertisement:
    number: int
    at: int
    source: str
    priority: int


@dataclass
class Probe:
    sent: int
    number: int
    answered: int = None


@dataclass
class Outage:
    """Of one flow: from the last that was answered to the first that was again; None where there is none."""
    begin: int
    end: int
    first_lost: int
    last_lost: int
    lost: int


@dataclass
class Change:
    """Another machine advertises than before."""
    old: str
    new: str
    last_of_old: Advertisement
    first_of_new: Advertisement
    announcement: tuple = None  # (packet, time) of the first gratuitous ARP by the new one

    @property
    def at(self):
        return self.announcement[1] if self.announcement else self.first_of_new.at


@dataclass
class Failover:
    """Changes and outages so close to each other that service was not sustained in between."""
    changes: list
    outages: dict  # flow -> its outages, in order

    old = property(lambda self: self.changes[0].old)
    new = property(lambda self: self.changes[-1].new)
    at = property(lambda self: self.changes[-1].at)
    announcement = property(lambda self: self.changes[-1].announcement)
    last_of_old = property(lambda self: self.changes[-1].last_of_old)

    @property
    def time(self):
        """Of the worst flow, from its first loss to its lasting recovery; 0: nothing was lost."""
        return max((runs[-1].end - runs[0].begin for runs in self.outages.values() if runs[-1].end is not None), default=0)


@dataclass
class Seen:
    """A capture, by what tshark said of it."""
    advertisements: list = field(default_factory=list)
    announcements: list = field(default_factory=list)  # (packet, time, MAC)
    macs: dict = field(default_factory=dict)  # of machines that advertise, by address
    flows: dict = field(default_factory=lambda: defaultdict(dict))  # flow -> sequence -> Probe
    highest: dict = field(default_factory=dict)  # the latest sequence number of a flow of pings
    last: int = 0


def unwrapped(sequence, near):
    """Of 16 bits of a number the number that is nearest."""
    return near + (sequence - near + 0x8000) % 0x10000 - 0x8000


def nanoseconds(text):
    whole, _, part = text.partition(".")
    return int(whole) * 1_000_000_000 + int(part.ljust(9, "0")[:9])


def by_tshark(capture):
    """One dictionary of fields a packet."""
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=f"]
    for name in FIELDS:
        command += ["-e", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise BadInput("tshark is not installed; ci/bootstrap installs it") from error
    if done.returncode != 0:
        raise BadInput(f"tshark cannot read {capture}: {done.stderr.strip().splitlines()[-1]}")
    for line in done.stdout.splitlines():
        yield dict(zip(FIELDS, line.split("\t")))


def probe_of(packet, vip):
    """(flow, sequence, is it a request) of a probe or ping to the VIP or from it; None for others."""
    if vip not in (packet["ip.src"], packet["ip.dst"]):
        return None
    request = packet["ip.dst"] == vip
    other = packet["ip.src"] if request else packet["ip.dst"]
    if packet["icmp.type"] in ("0", "8"):
        if (packet["icmp.type"] == "8") != request:
            return None
        return ("ping", other, packet["icmp.ident"]), int(packet["icmp.seq"]), request
    payload = packet["udp.payload"].replace(":", "")
    if payload.startswith(PROBE_MAGIC) and len(payload) >= 64:
        port = packet["udp.srcport"] if request else packet["udp.dstport"]
        return ("probe", other, port, int(payload[16:24], 16)), int(payload[32:48], 16), request
    return None


def look_at(packets, vip):
    seen = Seen()
    for packet in packets:
        at, number = nanoseconds(packet["frame.time_epoch"]), int(packet["frame.number"])
        seen.last = max(seen.last, at)
        if packet["vrrp.prio"]:
            seen.advertisements.append(Advertisement(number, at, packet["ip.src"], int(packet["vrrp.prio"])))
            seen.macs[packet["ip.src"]] = packet["eth.src"]
        elif packet["arp.opcode"]:
            if packet["arp.src.proto_ipv4"] == packet["arp.dst.proto_ipv4"] == vip:
                seen.announcements.append((number, at, packet["arp.src.hw_mac"]))
        else:
            found = probe_of(packet, vip)
            if not found:
                continue
            flow, sequence, request = found
            probes = seen.flows[flow]
            if flow[0] == "ping":
                sequence = seen.highest[flow] = unwrapped(sequence, seen.highest.get(flow, sequence))
            if request:
                probes.setdefault(sequence, Probe(at, number))
            elif sequence in probes and probes[sequence].answered is None:
                probes[sequence].answered = at
    return seen


def lost_runs(probes, end):
    """Runs of probes in a row that were not answered in time; what was under way at the end is left out."""
    order = [probes[sequence] for sequence in sorted(probes)]
    fine = [probe.answered is not None and probe.answered - probe.sent <= ANSWER_WITHIN for probe in order]
    runs, begin = [], None
    for i, (probe, came) in enumerate(zip(order, fine)):
        if not came and end - probe.sent <= ANSWER_WITHIN and probe.answered is None:
            break
        if not came and begin is None:
            begin = i
        if came and begin is not None:
            runs.append(Outage(order[begin - 1].sent if begin > 0 else order[begin].sent, probe.sent, order[begin].sent,
                               order[i - 1].sent, i - begin))
            begin = None
    if begin is not None:
        runs.append(Outage(order[max(0, begin - 1)].sent, None, order[begin].sent, order[-1].sent, len(order) - begin))
    return runs


def changes(seen):
    """A machine advertises that was not the one before; farewells (priority 0) are no claim."""
    found, before = [], None
    for advertisement in seen.advertisements:
        if advertisement.priority == 0:
            continue
        if before is not None and advertisement.source != before.source:
            found.append(Change(before.source, advertisement.source, before, advertisement))
        before = advertisement
    for i, change in enumerate(found):
        until = found[i + 1].last_of_old.at if i + 1 < len(found) else seen.last
        mac = seen.macs[change.new]
        change.announcement = next(
            ((number, at) for number, at, source in seen.announcements
             if change.last_of_old.at < at <= until and (source == mac or mac.startswith("00:00:5e:00:01"))), None)
    return found


def takeovers(changes, new):
    """How often it became the one that advertises. Once alone, between two of the other's, is a farewell that crossed the first
    advertisement of the other's return."""
    followed = [following.last_of_old for following in changes[1:]] + [None]
    return sum(change.new == new and change.first_of_new is not last for change, last in zip(changes, followed))


def failovers(seen, validated_for):
    """What happened, as events: whatever follows within this time after the end of another is part of it."""
    items = [(change.first_of_new.at, change.at, change, None) for change in changes(seen)]
    for flow, probes in seen.flows.items():
        if len(probes) >= PACKETS_MIN:
            items += [(run.first_lost, run.end or seen.last, run, flow) for run in lost_runs(probes, seen.last)]
    found, until = [], None
    for begin, end, what, flow in sorted(items, key=lambda item: item[0]):
        if until is None or begin - until > validated_for:
            found.append(Failover([], {}))
            until = end
        until = max(until, end)
        if flow is None:
            found[-1].changes.append(what)
        else:
            found[-1].outages.setdefault(flow, []).append(what)
    return [failover for failover in found if failover.changes]


def told(holdfast, capture, vip, validated_for):
    command = [holdfast, "timing", "--json", "--vip", vip, "--validated-for", f"{validated_for}ns", capture]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        raise BadInput(done.stderr.strip())
    return json.loads(done.stdout)


def events_of(report, vip):
    for entry in report["vips"]:
        if entry["vip"] == vip:
            return [event for event in entry["events"] if event["toOwner"]]
    raise BadInput(f"the report has no VIP {vip}")


def milliseconds(time):
    return f"{time / 1e6:.3f}"


def compare(failover, event, epoch):
    """What the two disagree about."""
    time = event.get("failoverTime") or event.get("reversionTime")
    if time is None:
        yield f"holdfast timing measured nothing ({event['standing']}: {'; '.join(event['reasons'])})"
        return
    low, high = time["accuracy"]["low"], time["accuracy"]["high"]
    if failover.time < low or (high is not None and failover.time > high):
        yield f"{milliseconds(failover.time)} ms is outside the interval"
    for side, name in (("fromOwner", failover.old), ("toOwner", failover.new)):
        if event[side].split(" ")[0] != name:
            yield f"{side} is {event[side]}, by tshark {name}"
    claims = [phase for name, phase in event["phase"].items() if name.split("+")[-1] == "claim"]
    if failover.announcement and claims and claims[0]["packet"]["number"] != failover.announcement[0]:
        yield f"claimed by packet {claims[0]['packet']['number']}, by tshark {failover.announcement[0]}"
    elif failover.announcement and claims:
        # Phases begin with the convergence event: a claim that nobody missed a packet before ends its phase there.
        off = epoch + claims[0]["to"] - max(failover.announcement[1], epoch + event["convergenceEventInstant"]["at"])
        if off != 0:
            yield f"the claim is at another time, by {off} ns"


HEAD = f"{'#':>3} {'from':<14} {'to':<14} {'advert-to-GARP':>14} {'by tshark':>11} {'holdfast':>11} {'interval (ms)':>22}"


def pairs_of(found, events, epoch):
    """Failovers with the events that are nearest in time and hand the address to the same machine; both in order, and those
    that have no partner with None."""
    def instant(event):
        claims = [phase["to"] for name, phase in event["phase"].items() if name.split("+")[-1] == "claim"]
        return epoch + (claims[0] if claims else event["begin"])
    free, pairs = list(events), []
    for failover in found:
        at = failover.at
        fitting = [event for event in free if event["toOwner"].split(" ")[0] == failover.new and abs(instant(event) - at) < NEAR]
        nearest = min(fitting, key=lambda event: abs(instant(event) - at), default=None)
        if nearest:
            free.remove(nearest)
        pairs.append((at, failover, nearest))
    pairs += [(instant(event), None, event) for event in free]
    return [(failover, event) for _, failover, event in sorted(pairs, key=lambda pair: pair[0])]


def side_by_side(found, events, epoch):
    """Lines to print, and how many disagree."""
    lines, wrong = [HEAD], 0
    for i, (failover, event) in enumerate(pairs_of(found, events, epoch), start=1):
        if failover is None or event is None:
            wrong += 1
            one = f"{event['kind']} to {event['toOwner']}" if event else f"change to {failover.new}"
            lines.append(f"{i:>3} {one}: told by {'holdfast timing' if event else 'tshark'} alone")
            continue
        time = event.get("failoverTime") or event.get("reversionTime")
        claimed = milliseconds(failover.announcement[1] - failover.last_of_old.at) if failover.announcement else "-"
        value = milliseconds(time["value"]) if time else "-"
        high = time and time["accuracy"]["high"]
        interval = f"[{milliseconds(time['accuracy']['low'])}, {milliseconds(high) if high is not None else ''}]" if time else ""
        lines.append(f"{i:>3} {failover.old:<14} {failover.new:<14} {claimed:>14} {milliseconds(failover.time):>11} "
                     f"{value:>11} {interval:>22}")
        complaints = list(compare(failover, event, epoch))
        wrong += 1 if complaints else 0
        lines += [f"    DISAGREE: {complaint}" for complaint in complaints]
    return lines, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("holdfast")
    parser.add_argument("capture")
    parser.add_argument("vip")
    parser.add_argument("--validated-for", type=float, default=1.0, metavar="SECONDS",
                        help="impairments closer than this are one event (1)")
    parser.add_argument("--report", metavar="FILE", help="what holdfast timing --json said of it, instead of asking it")
    options = parser.parse_args()
    validated_for = int(options.validated_for * 1e9)
    try:
        found = failovers(look_at(by_tshark(options.capture), options.vip), validated_for)
        if options.report:
            with open(options.report, encoding="utf-8") as file:
                report = json.load(file)
        else:
            report = told(options.holdfast, options.capture, options.vip, validated_for)
        events = events_of(report, options.vip)
    except (BadInput, OSError, ValueError) as error:
        print(f"ci/failover_by_tshark.py: {error}", file=sys.stderr)
        return 3
    lines, wrong = side_by_side(found, events, report["epoch"])
    print("\n".join(lines))
    if not found and not events:
        print("ci/failover_by_tshark.py: no failover in it: nothing was compared", file=sys.stderr)
        return 3
    print(f"{len(found)} failovers, {wrong} on which the two disagree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
