// SPDX-License-Identifier: Apache-2.0
// The traps of measuring failover from packets, each as a generator of captures whose truth is
// known, and the checker that holds a report to it.
#pragma once

#include <string>
#include <vector>

#include "harness/timing/ground_truth/scenario.h"
#include "harness/timing/run.h"

namespace holdfast::harness::timing::ground_truth {

enum class Trap {
    plain_failover,         ///< no trap: every kind of traffic and of file
    half_the_flows_out,     ///< flows must not be merged
    pure_reordering,        ///< nothing is lost: the answer is 0
    two_outages,            ///< not sustained in between: one failover
    longer_backup_path,     ///< arrivals say too much
    silent_before_loss,     ///< the fault came before the first loss
    hole_in_capture,        ///< looks like an outage
    sender_paused,          ///< looks like an outage
    dropped_after_capture,  ///< looks delivered
    restored_and_reverted,  ///< failover, restoration, reversion in one capture
    owners_overlap_or_gap,  ///< two owners, or none
    tcp_from_the_server,    ///< what is lost never comes by, or nobody acknowledges
    two_clocks,             ///< two taps, each owner on the side of one of them
};
const std::vector<Trap>& all_traps();
std::string to_string(Trap trap);

/// What the report must say, beside that every interval holds the truth.
enum class Expected {
    measured,     ///< every flow that was out is measured
    nothing,      ///< no event
    not_claimed,  ///< no event that is told as measured, or one whose interval reaches down to 0
};

struct Case {
    Trap trap = Trap::plain_failover;
    Plan plan;
    Settings settings;
    Expected expected = Expected::measured;
    Duration event_at{};  ///< the fault
    bool with_receiver_log = false;
};
Case draw(Trap trap, Rng& chance);

/// Everything that is wrong; empty: the truth lies in every interval that was printed.
std::vector<std::string> complaints(const Case& drawn, const Played& played, const Report& report);

/// What was played as captures in memory; it has to outlive what is opened.
Opener opener(const Played& played);

struct Score {
    std::uint64_t cases = 0;
    std::uint64_t right = 0;
    std::uint64_t figures = 0;       ///< intervals that were held against the truth
    std::vector<std::string> wrong;  ///< the first few, with the case's number
};
/// Plays these cases of the seed and holds the analysis to each.
Score score(Trap trap, std::uint64_t seed, std::uint64_t cases);

}  // namespace holdfast::harness::timing::ground_truth
