// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/draw.h"

#include <algorithm>
#include <limits>

#include "base/rng.h"

namespace holdfast::harness::replication {
namespace {

// Longer than ten elections of the systems under test: their election timeouts are below 600 ms.
constexpr Duration faults_phase = 6s;
// From a fraction of one round of messages to a leader that is deposed and replaced.
constexpr Duration fault_min = 20ms;
constexpr Duration fault_max = 1500ms;
// From hardly any, so that entries of old terms stay the last ones, to several in every term.
constexpr std::int64_t operations_min = 5;
constexpr std::int64_t operations_max = 40;
// A round of leader churn: long enough for another leader, then a few heartbeats in peace.
constexpr Duration churn_cut_min = 300ms;
constexpr Duration churn_cut_max = 900ms;
constexpr Duration churn_peace_min = 20ms;
constexpr Duration churn_peace_max = 300ms;
// The write is on its way to the others, or too late for them.
constexpr Duration churn_write_min = -20ms;
constexpr Duration churn_write_max = 60ms;
// In a power cut: below and above the times in which members answer each other.
constexpr Duration power_sync_min = 1ms;
constexpr Duration power_sync_max = 200ms;

Duration draw_time(Rng& rng, Duration low, Duration high) {
    return std::chrono::milliseconds(rng.between(low / 1ms, high / 1ms));
}

/// The leader is where a fault hurts, so it is drawn as often as all members together.
Target draw_target(Rng& rng, std::uint32_t members) {
    if (rng.chance(0.5)) {
        return std::nullopt;
    }
    return Member{static_cast<std::uint32_t>(rng.between(1, members))};
}

std::vector<Target> draw_side(Rng& rng, std::uint32_t members) {
    if (rng.chance(0.6)) {
        return {draw_target(rng, members)};
    }
    std::vector<Target> side;
    const std::uint32_t spared = static_cast<std::uint32_t>(rng.between(1, members));
    for (std::uint32_t number = 1; number <= members; ++number) {
        if (number != spared && (side.empty() || rng.chance(0.5))) {
            side.emplace_back(Member{number});
        }
    }
    return side;
}

Fault draw_fault(Rng& rng, std::uint32_t members) {
    switch (rng.below(10)) {
        case 0:
        case 1:
        case 2:
        case 3:
            return Partition{draw_side(rng, members)};
        case 4:
            return Mute{draw_side(rng, members)};
        case 5:
            return Crash{draw_target(rng, members), false};
        case 6:
            return Crash{draw_target(rng, members), true};
        case 7:
            return Pause{draw_target(rng, members)};
        case 8:
            return LossBurst{static_cast<double>(rng.between(10, 60)) / 100};
        default:
            return SlowDisk{draw_target(rng, members), draw_time(rng, 20ms, 400ms)};
    }
}

Network draw_network(Rng& rng) {
    Network network;
    network.in_order = rng.chance(0.5);
    if (!network.in_order) {
        network.delay_max = draw_time(rng, 5ms, 60ms);
        network.loss = static_cast<double>(rng.between(0, 5)) / 100;
        network.duplicates = static_cast<double>(rng.between(0, 5)) / 100;
    }
    return network;
}

Operation draw_operation(Rng& rng, std::uint32_t members) {
    Operation operation;
    operation.at = draw_time(rng, 0ms, faults_phase);
    operation.kind = rng.chance(0.7) ? Operation::Kind::write : Operation::Kind::read;
    operation.to = draw_target(rng, members);
    return operation;
}

void draw_faults(Rng& rng, Schedule& schedule) {
    const std::int64_t faults = rng.between(3, 8);
    for (std::int64_t i = 0; i < faults; ++i) {
        TimedFault fault;
        fault.at = draw_time(rng, 0ms, faults_phase);
        fault.lasts = draw_time(rng, fault_min, fault_max);
        fault.fault = draw_fault(rng, schedule.members);
        schedule.faults.push_back(std::move(fault));
    }
}

/// One leader after the other is cut off and asked for a write at once: each leaves an entry that
/// nobody else has (Ongaro's thesis, figure 3.7, needs three such leaders).
void draw_churn(Rng& rng, Schedule& schedule) {
    Duration at = draw_time(rng, churn_cut_max, 2 * churn_cut_max);  // the first leader is there
    while (at < faults_phase) {
        const Duration lasts = draw_time(rng, churn_cut_min, churn_cut_max);
        const std::vector<Target> leader = {std::nullopt};
        schedule.faults.push_back(
            {at, lasts, rng.chance(0.5) ? Fault(Partition{leader}) : Fault(Mute{leader})});
        schedule.operations.push_back({at + draw_time(rng, churn_write_min, churn_write_max),
                                       Operation::Kind::write, std::nullopt});
        at += lasts + draw_time(rng, churn_peace_min, churn_peace_max);
    }
}

template <class T>
void sort_by_time(std::vector<T>& items) {
    std::stable_sort(items.begin(), items.end(),
                     [](const T& a, const T& b) { return a.at < b.at; });
}

/// Disks are slow, a leader is asked for writes, and the power goes in much of the house at once:
/// what was promised too early is nowhere.
void draw_power_cuts(Rng& rng, Schedule& schedule) {
    Duration at = draw_time(rng, churn_cut_max, 2 * churn_cut_max);
    while (at < faults_phase) {
        for (std::uint32_t number = 1; number <= schedule.members; ++number) {
            const Member member{number};
            const Duration sync = draw_time(rng, power_sync_min, power_sync_max);
            schedule.faults.push_back({at, 2 * power_sync_max, SlowDisk{member, sync}});
            if (rng.chance(0.7)) {
                schedule.faults.push_back({at + power_sync_max,
                                           draw_time(rng, fault_min, fault_max),
                                           Crash{member, true}});
            }
        }
        for (int writes = 0; writes < 3; ++writes) {
            schedule.operations.push_back(
                {at + draw_time(rng, 0ms, power_sync_max), Operation::Kind::write, std::nullopt});
        }
        at += fault_max + draw_time(rng, churn_cut_min, churn_cut_max);
    }
}

}  // namespace

Schedule draw_schedule(std::uint64_t seed) {
    Rng rng = Rng(seed).fork("schedule");
    Schedule schedule;
    schedule.seed = seed & static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    schedule.members = rng.chance(0.8) ? 3 : 5;
    schedule.lasts = faults_phase;
    schedule.network = draw_network(rng);
    if (rng.chance(0.5)) {
        draw_churn(rng, schedule);
    } else if (rng.chance(0.3)) {
        draw_power_cuts(rng, schedule);
    } else {
        draw_faults(rng, schedule);
    }
    const std::int64_t operations = rng.between(operations_min, operations_max);
    for (std::int64_t i = 0; i < operations; ++i) {
        schedule.operations.push_back(draw_operation(rng, schedule.members));
    }
    sort_by_time(schedule.faults);
    sort_by_time(schedule.operations);
    return schedule;
}

}  // namespace holdfast::harness::replication
