// SPDX-License-Identifier: Apache-2.0
// One failover of one virtual service, phase by phase (RFC 6412, RFC 6414): where the time went
// between the event and the last client that was served again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/check/moves.h"
#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// The end of a phase, with the packet or history line that shows it. It began where the one before
/// ended.
struct PhaseEnd {
    std::string phase;
    Instant at;
    Duration length{};
    Evidence evidence;
};

struct FailoverTimeline {
    Move cause;
    std::string service;
    std::string successor;         ///< engine that took the VIP
    std::vector<PhaseEnd> phases;  ///< those that could be seen, in order
    /// CRI - CEI, RFC 6412 equation 2; none while some flow stayed impaired. The phases add up to
    /// it when all six were seen.
    std::optional<Duration> full_convergence_time;
    /// First Ta' - CEI, RFC 6412 equation 3.
    std::optional<Duration> first_route_convergence_time;
};

/// Of every service that each failure and switchover took from an engine:
///   detect   event to the first sign that somebody knows (SE_DP_HB_FAILED; a planned move has
///   none) decide   to the new role (SE_DOWN, or VS_SWITCHOVER of the service) claim    to the
///   successor's first gratuitous ARP learn    to the first client packet addressed to the
///   successor forward  to its first reply settle   to the instant from which every flow of the
///   service is unimpaired
std::vector<FailoverTimeline> failover_timelines(const Recording& recording);

}  // namespace holdfast::harness::check
