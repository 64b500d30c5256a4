// SPDX-License-Identifier: Apache-2.0
// Engines that the controllers do not hear: what is said of them, and what becomes of their
// addresses (HDL-8 to HDL-11, HDL-17).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/check/index.h"

namespace holdfast::harness::check {

/// Faults that silence engines towards the controllers and leave them running.
std::vector<InjectedFault> cuts_in(const Recording& recording);
/// Neither controllers nor peers hear this engine at that time, by faults that were injected.
bool out_of_reach(const Recording& recording, const std::string& engine, Instant at);

/// HDL-8, HDL-9: from the cut on, the states that the system gives to the engine are exactly these,
/// one after the other: "OPER_PARTITIONED", "OPER_UP".
Checker states_of_cut_engine(
    std::function<std::vector<std::string>(const scenario::Scenario&)> expected);

/// HDL-10: when another engine took over what the cut one had, the cut one asks who has each
/// address, and claims none any more for which it got `dupip_timeout_count` answers.
Checker cut_engine_gives_way();

/// HDL-11: an engine that the controllers hear again claims nothing that another one owned then.
Checker returning_engine_claims_nothing();

/// HDL-17: after a controller was started again, an engine that has not come back by itself is
/// declared down no sooner than `warmstart_se_reconnect_wait_time`, and no later than two
/// heartbeats of the controller after it; one that comes back before is not declared down.
Checker waits_for_engines_after_restart();

}  // namespace holdfast::harness::check
