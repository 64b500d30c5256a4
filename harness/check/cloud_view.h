// SPDX-License-Identifier: Apache-2.0
// What can be known at a moment of the deployment's first group and its cloud, from the evidence.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/check/index.h"

namespace holdfast::harness::check {

using FoundAct = history::History::Found<history::CloudActed>;

/// In order of time.
std::vector<FoundAct> acts_of(const Recording& recording, history::CloudActed::Act act);
std::vector<FoundAct> cloud_acts(const Recording& recording);

/// Services of the group that want a place: deployed, or created by then.
std::set<std::string> services_at(const Recording& recording, Instant at);
/// Engines of the group that run and that no fault holds down.
std::set<std::string> living_at(const Recording& recording, Instant at);
/// These, and those that the cloud was asked for and has neither started nor refused.
std::set<std::string> members_at(const Recording& recording, Instant at);
/// Machines on which the cloud could have started another engine.
std::set<std::string> vacant_at(const Recording& recording, Instant at);
/// max_vs_per_se, or fewer where an application has its engines to itself (PLC-9).
std::size_t places_on_engine(const scenario::SeGroupSpec& group);

}  // namespace holdfast::harness::check
