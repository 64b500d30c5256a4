// SPDX-License-Identifier: Apache-2.0
// A world of plain maps, for the tests of this folder: it does what it is told, or refuses it, or
// ignores it and says yes.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "faults/target.h"
#include "faults/world.h"

namespace holdfast::faults {

class FakeWorld final : public World {
  public:
    // ---- for tests ----

    /// Acts change nothing, yet succeed: a fault must then stay without proof.
    bool ignores_acts = false;
    /// Only acts of this name change nothing.
    std::string ignored_act;
    /// Acts of this name fail ("kill_programs"), from the n-th on, counted from 0.
    std::string failing_act;
    std::size_t failing_from = 0;
    Error failure = failed("the world is broken");
    /// Programs ignore SIGTERM until this is false.
    bool slow_to_stop = false;
    /// Every act, in order: "kill_programs se1".
    std::vector<std::string> acts;
    Instant clock;

    void attach(const std::string& node, const std::string& segment) {
        links_.push_back({node, segment});
        programs_[node] = ProcessState::running;
    }

    struct Frame {
        std::string segment, from, to;
        FrameMatch::Kind kind = FrameMatch::Kind::any;
        std::uint16_t udp_port = 0;
    };
    /// True when it is delivered.
    bool send(const Frame& frame) {
        if (is_silent({frame.from, frame.segment}) || is_silent({frame.to, frame.segment})) {
            return false;
        }
        for (auto& [id, filter] : filters_) {
            if (matches(filter.match, frame)) {
                ++filter.hits;
                return false;
            }
        }
        for (const auto* node : {&frame.from, &frame.to}) {
            if (const auto wire = wires_.find({*node, frame.segment}); wire != wires_.end()) {
                ++wire->second;
            }
        }
        ++delivered_[{frame.to, frame.segment}];
        return true;
    }

    /// What the node's programs do all the time.
    void write_and_sync(const std::string& node) {
        auto& disk = disks_[node];
        if (disk.torn_file) {
            disk.torn_file.reset();
            ++disk.counters.torn_writes;
            programs_[node] = ProcessState::gone;
        }
        disk.counters.refused_writes += disk.full ? 1 : 0;
        disk.counters.delayed_syncs += disk.sync_delay == Duration::zero() ? 0 : 1;
    }

    /// Nothing is stopped, cut, filtered, late, full, slow or wrong.
    bool untouched() const {
        const bool all_run = std::all_of(programs_.begin(), programs_.end(), [](const auto& p) {
            return p.second == ProcessState::running;
        });
        const bool disks_are_well = std::all_of(disks_.begin(), disks_.end(), [](const auto& d) {
            return !d.second.full && d.second.sync_delay == Duration::zero() && !d.second.torn_file;
        });
        return all_run && disks_are_well && clocks_.empty() && silent_.empty() && down_.empty() &&
               off_.empty() && filters_.empty() && wires_.empty();
    }
    const std::set<std::string>& reset_nodes() const { return reset_; }

    // ---- World ----

    Instant now() const override { return clock; }

    Result<void> kill_programs(const std::string& node) override {
        return act("kill_programs", node, [&] { programs_[node] = ProcessState::gone; });
    }
    Result<void> terminate_programs(const std::string& node) override {
        return act("terminate_programs", node, [&] {
            programs_[node] = slow_to_stop ? ProcessState::running : ProcessState::gone;
        });
    }
    Result<void> start_programs(const std::string& node) override {
        if (!ignores_acts && programs_[node] != ProcessState::gone) {
            return failed("programs of " + node + " still run");
        }
        return act("start_programs", node, [&] { programs_[node] = ProcessState::running; });
    }
    Result<void> pause_programs(const std::string& node) override {
        return act("pause_programs", node, [&] { programs_[node] = ProcessState::paused; });
    }
    Result<void> resume_programs(const std::string& node) override {
        return act("resume_programs", node, [&] { programs_[node] = ProcessState::running; });
    }
    Result<ProcessState> program_state(const std::string& node) const override {
        return programs_.at(node);
    }

    Result<void> set_disk_full(const std::string& node, bool full) override {
        return act(full ? "disk_full" : "disk_empty", node, [&] { disks_[node].full = full; });
    }
    Result<void> set_sync_delay(const std::string& node, Duration delay) override {
        return act(delay == Duration::zero() ? "disk_quick" : "disk_slow", node,
                   [&] { disks_[node].sync_delay = delay; });
    }
    Result<void> tear_next_write(const std::string& node,
                                 const std::optional<std::string>& file) override {
        return act(file ? "tear_next_write" : "tear_no_write", node,
                   [&] { disks_[node].torn_file = file; });
    }
    Result<void> cut_disk_power(const std::string& node) override {
        return act("cut_disk_power", node, [&] {
            ++disks_[node].counters.power_cuts;
            disks_[node].counters.lost_bytes += 7;
        });
    }
    Result<void> corrupt_tail(const std::string& node, const std::string& file) override {
        return act("corrupt_tail", node + " " + file,
                   [&] { disks_[node].counters.corrupted_bits += 3; });
    }
    Result<DiskCounters> disk_counters(const std::string& node) const override {
        const auto disk = disks_.find(node);
        return disk == disks_.end() ? DiskCounters{} : disk->second.counters;
    }

    Result<void> set_clock(const std::string& node, const ClockError& error) override {
        const bool heals = error == ClockError{};
        return act(heals ? "clock_right" : "clock_wrong", node, [&] {
            clocks_.erase(node);
            if (!heals) {
                clocks_[node] = {error, clock};
            }
        });
    }
    Result<ClockOffset> clock_offset(const std::string& node) const override {
        const auto wrong = clocks_.find(node);
        if (wrong == clocks_.end()) {
            return ClockOffset{};
        }
        const auto& [error, since] = wrong->second;
        const Duration drift((clock - since).count() * static_cast<std::int64_t>(error.rate - 1));
        return ClockOffset{error.step + drift, error.monotonic ? drift : Duration::zero()};
    }

    Result<void> set_processor_busy(const std::string& node, double share) override {
        return act(share > 0 ? "processor_busy" : "processor_idle", node,
                   [&] { put(busy_, node, share > 0); });
    }
    Result<Duration> processor_time(const std::string& node) const override {
        return busy_.contains(node) ? clock - Instant{} : Duration::zero();
    }

    Result<void> reset_addresses(const std::string& node) override {
        return act("reset_addresses", node, [&] { reset_.insert(node); });
    }
    Result<void> set_service(const std::string& node, NodeService service, bool on) override {
        return act(on ? "service_on" : "service_off", node,
                   [&] { put(off_, std::pair(node, service), !on); });
    }
    Result<bool> service(const std::string& node, NodeService service) const override {
        return off_.count({node, service}) == 0;
    }
    Result<void> forget_neighbour(Ipv4Address /*address*/) override { return success; }

    std::vector<Link> links_of(const std::string& node) const override {
        return select([&](const Link& link) { return link.node == node; });
    }
    std::vector<Link> links_on(const std::string& segment) const override {
        return select([&](const Link& link) { return link.segment == segment; });
    }
    Result<void> set_carrier(const Link& link, bool up) override {
        return act(up ? "carrier_up" : "carrier_down", link, [&] { put(down_, link, !up); });
    }
    Result<bool> carrier(const Link& link) const override { return down_.count(link) == 0; }
    Result<void> set_forwarding(const Link& link, bool on) override {
        return act(on ? "forwarding_on" : "forwarding_off", link, [&] { put(silent_, link, !on); });
    }
    Result<bool> forwarding(const Link& link) const override { return silent_.count(link) == 0; }
    Result<LinkCounters> counters(const Link& link) const override {
        const auto found = delivered_.find(link);
        return LinkCounters{found == delivered_.end() ? 0 : found->second, 0};
    }
    Result<void> impair(const Link& link, const Impairment& impairment) override {
        const bool heals = impairment == Impairment{};
        return act(heals ? "impair_nothing" : "impair", link, [&] {
            wires_.erase(link);
            if (!heals) {
                wires_[link] = 0;
            }
        });
    }
    Result<std::uint64_t> impaired_frames(const Link& link) const override {
        const auto wire = wires_.find(link);
        return wire == wires_.end() ? 0 : wire->second;
    }

    Result<FilterId> drop_frames(const FrameMatch& match) override {
        const FilterId id = ++last_filter_;
        const auto done = act("drop_frames", match.segment, [&] { filters_[id] = {match, 0}; });
        if (!done) {
            return done.error();
        }
        return id;
    }
    Result<void> remove_filter(FilterId filter) override {
        return act("remove_filter", std::to_string(filter), [&] { filters_.erase(filter); });
    }
    Result<std::uint64_t> filter_hits(FilterId filter) const override {
        const auto found = filters_.find(filter);
        return found == filters_.end() ? 0 : found->second.hits;
    }

  private:
    struct Filter {
        FrameMatch match;
        std::uint64_t hits = 0;
    };

    struct Disk {
        bool full = false;
        Duration sync_delay{};
        std::optional<std::string> torn_file;
        DiskCounters counters;
    };

    template <class Change>
    Result<void> act(const std::string& name, const std::string& whom, Change change) {
        acts.push_back(name + " " + whom);
        if (name == failing_act && calls_of_failing_++ >= failing_from) {
            return failure;
        }
        if (!ignores_acts && name != ignored_act) {
            change();
        }
        return success;
    }
    template <class Change>
    Result<void> act(const std::string& name, const Link& link, Change change) {
        return act(name, link.node + "-" + link.segment, change);
    }

    template <class Set, class Value>
    static void put(Set& set, const Value& value, bool in) {
        set.erase(value);
        if (in) {
            set.insert(value);
        }
    }
    template <class Wanted>
    std::vector<Link> select(Wanted wanted) const {
        std::vector<Link> links;
        std::copy_if(links_.begin(), links_.end(), std::back_inserter(links), wanted);
        return links;
    }
    bool is_silent(const Link& link) const {
        return silent_.count(link) != 0 || down_.count(link) != 0;
    }
    static bool matches(const FrameMatch& match, const Frame& frame) {
        const bool kind = match.kind == FrameMatch::Kind::any || match.kind == frame.kind;
        const bool port =
            match.kind != FrameMatch::Kind::udp_port || match.udp_port == frame.udp_port;
        return match.segment == frame.segment && kind && port &&
               match.from.value_or(frame.from) == frame.from &&
               match.to.value_or(frame.to) == frame.to;
    }

    std::vector<Link> links_;
    std::map<std::string, Disk> disks_;
    std::map<std::string, std::pair<ClockError, Instant>> clocks_;
    std::set<std::string> busy_;
    std::map<std::string, ProcessState> programs_;
    std::set<Link> silent_, down_;
    std::set<std::pair<std::string, NodeService>> off_;
    std::set<std::string> reset_;
    std::map<Link, std::uint64_t> delivered_, wires_;
    std::map<FilterId, Filter> filters_;
    FilterId last_filter_ = 0;
    std::size_t calls_of_failing_ = 0;
};

/// Who plays which role, as a table.
class FakeRoles final : public Roles {
  public:
    std::map<std::string, std::vector<std::string>> table;

    Result<std::vector<std::string>> resolve(const Target& target) const override {
        const auto found = table.find(to_string(target));
        if (found != table.end()) {
            return found->second;
        }
        if (target.role != Target::Role::node) {
            return failed("nobody is " + to_string(target));
        }
        return std::vector<std::string>{target.argument};
    }
    HeartbeatPath heartbeat_path() const override { return {"back", 9001}; }
};

/// Two engines between front and back, a gateway on front, three controllers on management.
struct FakePair {
    FakeWorld world;
    FakeRoles roles;

    FakePair() {
        for (const auto* engine : {"se1", "se2"}) {
            world.attach(engine, "front");
            world.attach(engine, "back");
        }
        world.attach("gw1", "front");
        roles.table = {{"active_of(vs1)", {"se1"}},
                       {"standby_of(vs1)", {"se2"}},
                       {"gateway_of(se1)", {"gw1"}},
                       {"all_but(gw1)", {"se1", "se2"}},
                       {"controllers", {"c1", "c2", "c3"}}};
        for (const auto* controller : {"c1", "c2", "c3"}) {
            world.attach(controller, "management");
        }
    }
};

inline Target node(const std::string& name) {
    return {Target::Role::node, name};
}
inline Target active_of(const std::string& service) {
    return {Target::Role::active_of, service};
}
inline Target standby_of(const std::string& service) {
    return {Target::Role::standby_of, service};
}

}  // namespace holdfast::faults
