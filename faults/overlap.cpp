// SPDX-License-Identifier: Apache-2.0
#include "faults/overlap.h"

namespace holdfast::faults {

Result<void> OverlapWorld::hold(const Hold& what, Result<void> done) {
    if (done) {
        holders_[what].insert(fault_);
    }
    return done;
}

bool OverlapWorld::let_go(const Hold& what) {
    auto& holders = holders_[what];
    holders.erase(fault_);
    return holders.empty();
}

void OverlapWorld::release(std::size_t fault) {
    for (auto& [what, holders] : holders_) {
        holders.erase(fault);
    }
}

// ---- programs ----

Result<void> OverlapWorld::kill_programs(const std::string& node) {
    return hold({Thing::programs, node, ""}, world_.kill_programs(node));
}

Result<void> OverlapWorld::terminate_programs(const std::string& node) {
    return hold({Thing::programs, node, ""}, world_.terminate_programs(node));
}

Result<void> OverlapWorld::start_programs(const std::string& node) {
    if (!let_go({Thing::programs, node, ""})) {
        return success;
    }
    return world_.start_programs(node);
}

Result<void> OverlapWorld::pause_programs(const std::string& node) {
    return hold({Thing::pause, node, ""}, world_.pause_programs(node));
}

Result<void> OverlapWorld::resume_programs(const std::string& node) {
    if (!let_go({Thing::pause, node, ""})) {
        return success;
    }
    // What was paused may have been killed since; then there is nothing to resume.
    const auto state = world_.program_state(node);
    if (state && *state != ProcessState::paused) {
        return success;
    }
    return world_.resume_programs(node);
}

Result<ProcessState> OverlapWorld::program_state(const std::string& node) const {
    return world_.program_state(node);
}

// ---- disks and clocks: of two faults that want the same thing the later one counts, until both
// are healed ----

Result<void> OverlapWorld::set_disk_full(const std::string& node, bool full) {
    const Hold what{Thing::full_disk, node, ""};
    if (full) {
        return hold(what, world_.set_disk_full(node, true));
    }
    return let_go(what) ? world_.set_disk_full(node, false) : Result<void>(success);
}

Result<void> OverlapWorld::set_sync_delay(const std::string& node, Duration delay) {
    const Hold what{Thing::slow_disk, node, ""};
    if (delay != Duration::zero()) {
        return hold(what, world_.set_sync_delay(node, delay));
    }
    return let_go(what) ? world_.set_sync_delay(node, delay) : Result<void>(success);
}

Result<void> OverlapWorld::tear_next_write(const std::string& node,
                                           const std::optional<std::string>& file) {
    const Hold what{Thing::torn_write, node, ""};
    if (file) {
        return hold(what, world_.tear_next_write(node, file));
    }
    return let_go(what) ? world_.tear_next_write(node, file) : Result<void>(success);
}

Result<void> OverlapWorld::cut_disk_power(const std::string& node) {
    return world_.cut_disk_power(node);
}

Result<void> OverlapWorld::corrupt_tail(const std::string& node, const std::string& file) {
    return world_.corrupt_tail(node, file);
}

Result<DiskCounters> OverlapWorld::disk_counters(const std::string& node) const {
    return world_.disk_counters(node);
}

Result<void> OverlapWorld::set_clock(const std::string& node, const ClockError& error) {
    const Hold what{Thing::clock, node, ""};
    if (error != ClockError{}) {
        return hold(what, world_.set_clock(node, error));
    }
    return let_go(what) ? world_.set_clock(node, error) : Result<void>(success);
}

Result<ClockOffset> OverlapWorld::clock_offset(const std::string& node) const {
    return world_.clock_offset(node);
}

Result<void> OverlapWorld::set_processor_busy(const std::string& node, double share) {
    const Hold what{Thing::processor, node, ""};
    if (share > 0) {
        return hold(what, world_.set_processor_busy(node, share));
    }
    return let_go(what) ? world_.set_processor_busy(node, 0) : Result<void>(success);
}

Result<Duration> OverlapWorld::processor_time(const std::string& node) const {
    return world_.processor_time(node);
}

// ---- a node ----

Result<void> OverlapWorld::reset_addresses(const std::string& node) {
    return world_.reset_addresses(node);
}

Result<void> OverlapWorld::set_service(const std::string& node, NodeService service, bool on) {
    const Hold what{Thing::service, node, std::to_string(static_cast<int>(service))};
    if (!on) {
        return hold(what, world_.set_service(node, service, false));
    }
    return let_go(what) ? world_.set_service(node, service, true) : Result<void>(success);
}

Result<bool> OverlapWorld::service(const std::string& node, NodeService service) const {
    return world_.service(node, service);
}

Result<void> OverlapWorld::forget_neighbour(Ipv4Address address) {
    return world_.forget_neighbour(address);
}

// ---- links ----

std::vector<Link> OverlapWorld::links_of(const std::string& node) const {
    return world_.links_of(node);
}

std::vector<Link> OverlapWorld::links_on(const std::string& segment) const {
    return world_.links_on(segment);
}

Result<void> OverlapWorld::set_carrier(const Link& link, bool up) {
    const Hold what{Thing::carrier, link.node, link.segment};
    if (!up) {
        return hold(what, world_.set_carrier(link, false));
    }
    return let_go(what) ? world_.set_carrier(link, true) : Result<void>(success);
}

Result<bool> OverlapWorld::carrier(const Link& link) const {
    return world_.carrier(link);
}

Result<void> OverlapWorld::set_forwarding(const Link& link, bool on) {
    const Hold what{Thing::forwarding, link.node, link.segment};
    if (!on) {
        return hold(what, world_.set_forwarding(link, false));
    }
    return let_go(what) ? world_.set_forwarding(link, true) : Result<void>(success);
}

Result<bool> OverlapWorld::forwarding(const Link& link) const {
    return world_.forwarding(link);
}

Result<LinkCounters> OverlapWorld::counters(const Link& link) const {
    return world_.counters(link);
}

/// Of two impairments the later one counts, until both are healed.
Result<void> OverlapWorld::impair(const Link& link, const Impairment& impairment) {
    const Hold what{Thing::wire, link.node, link.segment};
    if (impairment != Impairment{}) {
        return hold(what, world_.impair(link, impairment));
    }
    return let_go(what) ? world_.impair(link, {}) : Result<void>(success);
}

Result<std::uint64_t> OverlapWorld::impaired_frames(const Link& link) const {
    return world_.impaired_frames(link);
}

// ---- filters: each is a thing of its own ----

Result<FilterId> OverlapWorld::drop_frames(const FrameMatch& match) {
    return world_.drop_frames(match);
}

Result<void> OverlapWorld::remove_filter(FilterId filter) {
    return world_.remove_filter(filter);
}

Result<std::uint64_t> OverlapWorld::filter_hits(FilterId filter) const {
    return world_.filter_hits(filter);
}

}  // namespace holdfast::faults
