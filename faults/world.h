// SPDX-License-Identifier: Apache-2.0
// The port between faults and worlds: what a fault may do to a simulated or a real network, and the
// readings that prove that it was done. Every call acts now, at world time now(); what a world
// cannot do it refuses with Error::Kind::unsupported.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::faults {

/// One node's attachment to one segment.
struct Link {
    std::string node;
    std::string segment;
    auto operator<=>(const Link&) const = default;
};

/// What the programs of the system under test on one node are doing.
enum class ProcessState { running, paused, gone };

/// Things that a node's kernel does for others, and its resolver for its own programs.
enum class NodeService {
    ip_forwarding,
    arp_replies,
    icmp_echo_replies,
    host_names,  ///< those of all nodes lead to their management addresses
};

/// Which frames a filter drops, among those that cross one segment.
struct FrameMatch {
    enum class Kind {
        any,
        gratuitous_arp,  ///< ARP whose sender and target address are the same
        udp_port,        ///< IPv4 UDP to destination port `udp_port`
        icmp,            ///< IPv4 ICMP
    };
    std::string segment;
    std::optional<std::string> from;  ///< node that sends it into the segment; none: any
    std::optional<std::string> to;    ///< node that it would be delivered to; none: any
    Kind kind = Kind::any;
    std::uint16_t udp_port = 0;
    double probability = 1.0;  ///< of each matching frame to be dropped
    /// IPv4 packets of this node only, whoever brought them into the segment; none: any frame.
    std::optional<std::string> origin{};
    bool operator==(const FrameMatch&) const = default;
};

using FilterId = std::uint64_t;

/// What the wire between a node and its segment adds, both directions.
struct Impairment {
    Duration delay{};
    double loss = 0.0;
    bool operator==(const Impairment&) const = default;
};

struct LinkCounters {
    std::uint64_t delivered_to_node = 0;   ///< frames that left the segment towards the node
    std::uint64_t received_from_node = 0;  ///< frames that the segment took from the node
};

/// What faults did to a node's disk, counted from the beginning.
struct DiskCounters {
    std::uint64_t refused_writes = 0;  ///< answered that no space is left
    std::uint64_t delayed_syncs = 0;
    std::uint64_t torn_writes = 0;  ///< cut short, and their program killed inside them
    std::uint64_t power_cuts = 0;
    std::uint64_t lost_bytes = 0;  ///< written, not synced, and gone with the power
    std::uint64_t corrupted_bits = 0;
    bool operator==(const DiskCounters&) const = default;
};

/// What is wrong with the clocks that a node's programs read.
struct ClockError {
    Duration step{};    ///< the wall clock jumps by so much
    double rate = 1.0;  ///< and from then on runs so many times as fast
    /// The monotonic clock runs at this rate too, and with it every timeout. It never jumps.
    bool monotonic = false;
    bool operator==(const ClockError&) const = default;
};

/// How far a node's programs are ahead of the right time; behind it when negative.
struct ClockOffset {
    Duration wall{};
    Duration monotonic{};
};

class World {
  public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;

    virtual Instant now() const = 0;

    // ---- programs of the system under test on a node, each time the whole tree ----

    /// SIGKILL: no last word; they are gone when it returns. The node's kernel goes on: it answers
    /// ARP and refuses TCP.
    virtual Result<void> kill_programs(const std::string& node) = 0;
    /// SIGTERM: an orderly stop; returns at once.
    virtual Result<void> terminate_programs(const std::string& node) = 0;
    /// Starts again what the deployment had started there, with the same configuration. Fails when
    /// it still runs.
    virtual Result<void> start_programs(const std::string& node) = 0;
    virtual Result<void> pause_programs(const std::string& node) = 0;   ///< SIGSTOP
    virtual Result<void> resume_programs(const std::string& node) = 0;  ///< SIGCONT
    virtual Result<ProcessState> program_state(const std::string& node) const = 0;

    // ---- their disk: where they keep what has to survive them. Needs a node whose disk was
    // announced as faulty at bring-up ----

    /// Writes fail for want of space; what was written stays, and can be read and synced.
    virtual Result<void> set_disk_full(const std::string& node, bool full) = 0;
    /// Every sync takes so much longer; zero ends it.
    virtual Result<void> set_sync_delay(const std::string& node, Duration delay) = 0;
    /// Once: the next write to a file whose name begins with `file` is cut short at a random byte,
    /// and the program that wrote it dies inside it. Nothing as `file` ends the wait for it.
    virtual Result<void> tear_next_write(const std::string& node,
                                         const std::optional<std::string>& file) = 0;
    /// What was not synced is gone, or torn at a random byte. Fails while programs run there.
    virtual Result<void> cut_disk_power(const std::string& node) = 0;
    /// Inverts bits near the end of the newest file whose name begins with `file`: of the longest
    /// names the last one, as numbered files are. Fails while programs run there.
    virtual Result<void> corrupt_tail(const std::string& node, const std::string& file) = 0;
    virtual Result<DiskCounters> disk_counters(const std::string& node) const = 0;

    // ---- their clocks. Needs a node whose clocks were announced as faulty at bring-up ----

    /// From now on, instead of what was wrong before. No error puts the wall clock right; the
    /// monotonic clock goes on from where it is, at the right rate.
    virtual Result<void> set_clock(const std::string& node, const ClockError& error) = 0;
    /// As its programs read it now.
    virtual Result<ClockOffset> clock_offset(const std::string& node) const = 0;

    // ---- their processor. Needs a node that was announced as busy at bring-up ----

    /// From now on its programs use this share of one processor beside what they use anyway, 0 to
    /// 1, as if they had that much to do; 0 ends it.
    virtual Result<void> set_processor_busy(const std::string& node, double share) = 0;
    /// What those that run there have used so far.
    virtual Result<Duration> processor_time(const std::string& node) const = 0;

    // ---- a node ----

    /// Removes every address that a program had added to the node: what a power cycle does to a
    /// kernel.
    virtual Result<void> reset_addresses(const std::string& node) = 0;
    virtual Result<void> set_service(const std::string& node, NodeService service, bool on) = 0;
    virtual Result<bool> service(const std::string& node, NodeService service) const = 0;
    /// Empties the neighbour (ARP) caches of all *other* nodes of this address, so that a dead
    /// answerer shows at once.
    virtual Result<void> forget_neighbour(Ipv4Address address) = 0;

    // ---- links ----

    /// Every segment that the node is attached to.
    virtual std::vector<Link> links_of(const std::string& node) const = 0;
    virtual std::vector<Link> links_on(const std::string& segment) const = 0;
    /// Switch side of the link down (up): the node sees its carrier go.
    virtual Result<void> set_carrier(const Link& link, bool up) = 0;
    /// As the node sees it.
    virtual Result<bool> carrier(const Link& link) const = 0;
    /// The switch port passes nothing (everything) while the node keeps its carrier.
    virtual Result<void> set_forwarding(const Link& link, bool on) = 0;
    virtual Result<bool> forwarding(const Link& link) const = 0;
    virtual Result<LinkCounters> counters(const Link& link) const = 0;
    /// Puts (or with an empty Impairment takes away) delay and loss on the link. Needs a link
    /// announced as impairable at bring-up.
    virtual Result<void> impair(const Link& link, const Impairment& impairment) = 0;
    /// Frames that the impaired wire has delayed or dropped since impair().
    virtual Result<std::uint64_t> impaired_frames(const Link& link) const = 0;

    // ---- filters ----

    virtual Result<FilterId> drop_frames(const FrameMatch& match) = 0;
    virtual Result<void> remove_filter(FilterId filter) = 0;
    /// Frames dropped by it so far.
    virtual Result<std::uint64_t> filter_hits(FilterId filter) const = 0;
};

}  // namespace holdfast::faults
