// SPDX-License-Identifier: Apache-2.0
// A fault is a value: it prints, parses, compares and shrinks. Each has a file of its own with
// inject, heal and proof of effect, written once against World, so that it works in both worlds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "faults/target.h"
#include "faults/world.h"

namespace holdfast::faults {

/// kill -9 of every program of the system on the node; the kernel goes on. Healed by starting them
/// again.
struct ProcessCrash {
    Target target;
    bool operator==(const ProcessCrash&) const = default;
};
/// The node falls silent on every link, then its programs are gone. It returns without the
/// addresses its programs had set.
struct NodePowerOff {
    Target target;
    bool operator==(const NodePowerOff&) const = default;
};
/// SIGTERM. Healed by starting again; programs still on their way out are killed first.
struct GracefulStop {
    Target target;
    bool operator==(const GracefulStop&) const = default;
};
/// kill -9 and at once start again: effective when the old programs were seen gone in between and
/// new ones run. Nothing is left to heal.
struct Restart {
    Target target;
    bool operator==(const Restart&) const = default;
};
/// SIGSTOP; healed by SIGCONT.
struct Pause {
    Target target;
    bool operator==(const Pause&) const = default;
};
/// The switch side of the link goes down and the node sees it. No segment: every link of the node.
struct LinkDown {
    Target target;
    std::optional<std::string> segment;
    bool operator==(const LinkDown&) const = default;
};
/// The link passes nothing and nobody is told.
struct LinkSilent {
    Target target;
    std::optional<std::string> segment;
    bool operator==(const LinkSilent&) const = default;
};
/// Nothing passes between the two sides, on any segment or on one. One-way: only frames from
/// `side_a` to `side_b` are lost.
struct Partition {
    std::vector<Target> side_a;
    std::vector<Target> side_b;
    bool one_way = false;
    std::optional<std::string> segment;
    bool operator==(const Partition&) const = default;
};
/// Heartbeats sent by the target to its peers are lost (both ways unless one_way), all other
/// traffic passes.
struct HeartbeatsLost {
    Target target;
    bool one_way = false;
    bool operator==(const HeartbeatsLost&) const = default;
};
/// No gratuitous ARP of the target passes its segments.
struct GratuitousArpSuppressed {
    Target target;
    bool operator==(const GratuitousArpSuppressed&) const = default;
};
/// The gateway stops one of its duties. With no_arp, caches that hold its address keep it until
/// they expire: a world that can empties them when it stops the answers.
struct GatewayDead {
    enum class How { no_forwarding, no_arp, no_icmp };
    Target target;
    How how = How::no_forwarding;
    bool operator==(const GatewayDead&) const = default;
};
/// ICMP between the target and the gateway is lost both ways; all else passes. What a gateway
/// monitor takes for the loss of its gateway (GW-4).
struct GatewayPingsLost {
    Target target;
    Target gateway;
    bool operator==(const GatewayPingsLost&) const = default;
};
/// Programs on the node resolve no host name any more. Connections that are up stay.
struct NamesLost {
    Target target;
    bool operator==(const NamesLost&) const = default;
};
/// Each frame to or from the target on the segment is lost with this probability.
struct PacketLoss {
    Target target;
    std::string segment;
    double probability = 0.1;
    bool operator==(const PacketLoss&) const = default;
};
/// Each frame to or from the target on the segment is late by this much.
struct Delay {
    Target target;
    std::string segment;
    Duration delay = 10ms;
    bool operator==(const Delay&) const = default;
};

/// Each node of the target hears a majority of them, itself among it, and no two hear the same one.
struct MajorityRing {
    std::vector<Target> nodes;
    std::optional<std::string> segment;
    bool operator==(const MajorityRing&) const = default;
};
/// Two halves of the nodes hear nothing of each other, but both hear the one in the middle.
struct Bridge {
    std::vector<Target> nodes;
    std::optional<std::string> segment;
    bool operator==(const Bridge&) const = default;
};
/// The whole segment passes nothing and nobody is told, as when a switch behind it is dead.
struct SegmentDown {
    std::string segment;
    bool operator==(const SegmentDown&) const = default;
};
/// Writes of the node's programs find no space left.
struct DiskFull {
    Target target;
    bool operator==(const DiskFull&) const = default;
};
/// Every sync of the node's programs takes so much longer.
struct DiskSlow {
    Target target;
    Duration delay = 100ms;
    bool operator==(const DiskSlow&) const = default;
};
/// Power cut of the disk: the programs are dead, and what they had not synced is gone or torn.
/// Healed by starting them again.
struct UnsyncedWritesLost {
    Target target;
    bool operator==(const UnsyncedWritesLost&) const = default;
};
/// The programs are dead, and bits near the end of the newest file whose name begins with `file`
/// are inverted. Healed by starting them again, not by mending the file.
struct LogTailCorrupted {
    Target target;
    std::string file = "log";
    bool operator==(const LogTailCorrupted&) const = default;
};
/// The next write to a file whose name begins with `file` is torn, and the program dies inside it.
/// Healed by starting it again.
struct CrashInWrite {
    Target target;
    std::string file = "log";
    bool operator==(const CrashInWrite&) const = default;
};
/// The wall clock of the node's programs jumps; healed by putting it right. A monotonic clock does
/// not jump.
struct ClockStep {
    Target target;
    Duration by = 1h;
    bool operator==(const ClockStep&) const = default;
};
/// The wall clock of the node's programs runs this many times as fast, and with `monotonic` the
/// clock of their timeouts too. Healed: the wall clock is put right, the other one goes on at the
/// right rate from where it is.
struct ClockSkew {
    Target target;
    double rate = 1.1;
    bool monotonic = false;
    bool operator==(const ClockSkew&) const = default;
};

/// The node's programs keep a processor busy for this share of the time, beside what they do
/// anyway; they have it to themselves, as engines in machines of their own have.
struct ProcessorBusy {
    Target target;
    double share = 0.9;
    bool operator==(const ProcessorBusy&) const = default;
};

using Fault =
    std::variant<ProcessCrash, NodePowerOff, GracefulStop, Restart, Pause, LinkDown, LinkSilent,
                 Partition, HeartbeatsLost, GratuitousArpSuppressed, GatewayDead, GatewayPingsLost,
                 NamesLost, PacketLoss, Delay, MajorityRing, Bridge, SegmentDown, DiskFull,
                 DiskSlow, UnsyncedWritesLost, LogTailCorrupted, CrashInWrite, ClockStep, ClockSkew,
                 ProcessorBusy>;

/// The word for it in files and reports: "process_crash".
std::string name_of(const Fault& fault);
/// One line: "process_crash active_of(vs1)".
std::string to_string(const Fault& fault);

/// A fault that was injected. Its destructor does not heal; the nemesis does, on every way out.
class ActiveFault {
  public:
    ActiveFault() = default;
    ActiveFault(const ActiveFault&) = delete;
    ActiveFault& operator=(const ActiveFault&) = delete;
    virtual ~ActiveFault() = default;

    /// Names of the nodes that it hit.
    virtual const std::vector<std::string>& nodes() const = 0;
    /// A sentence with the reading that proves the effect ("dropped 37 frames"); an Error while
    /// there is no proof yet. Some proofs need traffic, so it may be asked again until the fault is
    /// healed.
    virtual Result<std::string> prove() = 0;
    /// Undoes it; may be called once.
    virtual Result<void> heal() = 0;
};

/// Injects completely, or undoes what it had begun and gives the reason. `world` outlives the
/// active fault. Faults on the same thing disturb each other's healing unless the nemesis plays
/// them.
Result<std::unique_ptr<ActiveFault>> inject(const Fault& fault, World& world, const Roles& roles);

}  // namespace holdfast::faults
