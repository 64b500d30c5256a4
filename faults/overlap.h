// SPDX-License-Identifier: Apache-2.0
// A world in which faults may overlap: what two faults hold down comes up when the last of them is
// healed. Without it, the end of a process crash would start programs on a node that is powered
// off.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "faults/world.h"

namespace holdfast::faults {

class OverlapWorld final : public World {
  public:
    explicit OverlapWorld(World& world) : world_(world) {}

    /// Whose acts follow: the fault's index in the schedule.
    void act_for(std::size_t fault) { fault_ = fault; }
    /// The fault is over; it holds nothing any more.
    void release(std::size_t fault);

    Instant now() const override { return world_.now(); }

    Result<void> kill_programs(const std::string& node) override;
    Result<void> terminate_programs(const std::string& node) override;
    Result<void> start_programs(const std::string& node) override;
    Result<void> pause_programs(const std::string& node) override;
    Result<void> resume_programs(const std::string& node) override;
    Result<ProcessState> program_state(const std::string& node) const override;

    Result<void> set_disk_full(const std::string& node, bool full) override;
    Result<void> set_sync_delay(const std::string& node, Duration delay) override;
    Result<void> tear_next_write(const std::string& node,
                                 const std::optional<std::string>& file) override;
    Result<void> cut_disk_power(const std::string& node) override;
    Result<void> corrupt_tail(const std::string& node, const std::string& file) override;
    Result<DiskCounters> disk_counters(const std::string& node) const override;
    Result<void> set_clock(const std::string& node, const ClockError& error) override;
    Result<ClockOffset> clock_offset(const std::string& node) const override;
    Result<void> set_processor_busy(const std::string& node, double share) override;
    Result<Duration> processor_time(const std::string& node) const override;

    Result<void> reset_addresses(const std::string& node) override;
    Result<void> set_service(const std::string& node, NodeService service, bool on) override;
    Result<bool> service(const std::string& node, NodeService service) const override;
    Result<void> forget_neighbour(Ipv4Address address) override;

    std::vector<Link> links_of(const std::string& node) const override;
    std::vector<Link> links_on(const std::string& segment) const override;
    Result<void> set_carrier(const Link& link, bool up) override;
    Result<bool> carrier(const Link& link) const override;
    Result<void> set_forwarding(const Link& link, bool on) override;
    Result<bool> forwarding(const Link& link) const override;
    Result<LinkCounters> counters(const Link& link) const override;
    Result<void> impair(const Link& link, const Impairment& impairment) override;
    Result<std::uint64_t> impaired_frames(const Link& link) const override;

    Result<FilterId> drop_frames(const FrameMatch& match) override;
    Result<void> remove_filter(FilterId filter) override;
    Result<std::uint64_t> filter_hits(FilterId filter) const override;

  private:
    enum class Thing {
        programs,
        pause,
        full_disk,
        slow_disk,
        torn_write,
        clock,
        processor,
        service,
        carrier,
        forwarding,
        wire
    };
    /// What can be held down: a thing of a node, on a segment or of a service where it has several.
    using Hold = std::tuple<Thing, std::string, std::string>;

    /// Remembers the hold when `done` worked.
    Result<void> hold(const Hold& what, Result<void> done);
    /// Lets go; true when nobody else holds it.
    bool let_go(const Hold& what);

    World& world_;
    std::size_t fault_ = 0;
    std::map<Hold, std::set<std::size_t>> holders_;
};

}  // namespace holdfast::faults
