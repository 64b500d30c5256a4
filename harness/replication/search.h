// SPDX-License-Identifier: Apache-2.0
// Many schedules on one system, until one convicts it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/check/verdict.h"
#include "harness/replication/history.h"
#include "harness/replication/log_node.h"
#include "harness/replication/schedule.h"

namespace holdfast::harness::replication {

/// A schedule, what it led to, and what the checkers say.
struct Played {
    Schedule schedule;
    History history;
    std::vector<check::Verdict> verdicts;
    check::Outcome outcome() const;
    /// Of FAIL: the first checker that says so.
    const check::Verdict& conviction() const;
};

Played play_and_judge(const ReplicatedLog& make, const Schedule& schedule);

struct Search {
    std::uint64_t first_seed = 1;  ///< schedule i is drawn from first_seed + i
    std::uint64_t schedules = 0;
    bool beyond_first = false;  ///< go on after a conviction
};

struct Tally {
    std::uint64_t played = 0;
    std::uint64_t convicting = 0;
    std::uint64_t undecided = 0;  ///< INVALID
    std::uint64_t faults = 0;
    std::uint64_t elections = 0;  ///< times that a member began to lead
    std::uint64_t acknowledged_writes = 0;
    std::uint64_t answered_reads = 0;
    std::optional<Played> first_conviction;
    std::optional<Played> first_undecided;
};

/// `tell` is called after each schedule.
Tally search(const ReplicatedLog& make, const Search& search,
             const std::function<void(const Tally&)>& tell);

struct ShrunkPlay {
    Played smallest;
    int tries = 0;
    int steps = 0;
};
/// The smallest schedule that the same checker still convicts by.
ShrunkPlay shrink_conviction(const ReplicatedLog& make, const Played& convicted, int tries_max);

}  // namespace holdfast::harness::replication
