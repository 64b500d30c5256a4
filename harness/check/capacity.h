// SPDX-License-Identifier: Apache-2.0
// Elastic groups: how much fits on their engines, who is served when not everybody fits, and on how
// many engines a service is.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// PLC-1: whatever the system shows and whoever owns VIPs on the wire when it is settled, no engine
/// has more services than max_vs_per_se of its group.
Checker load_within_limit();
/// ELN-5, ELN-7: budgets.failover after each failure or return of an engine, if no other followed,
/// as many services of a group are owned on the wire by engines that live as these have room for.
Checker served_as_far_as_room_goes();
/// ELN-13: at the end the system has this service on no engine, and nobody answers for its VIP.
/// Judged when a request created it.
Checker waits_for_room(std::string service);
/// PLC-18 to PLC-20: at the end every service is on so many engines, these on others.
Checker instances_at_end(std::size_t of_each, std::map<std::string, std::size_t> but = {});
/// ELA-1, ELA-2: no engine is twice in a service's list, and in settled times it has as many as
/// min_scaleout_per_vs asks for, or as live.
Checker instances_on_different_engines();

}  // namespace holdfast::harness::check
