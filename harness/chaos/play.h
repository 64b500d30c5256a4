// SPDX-License-Identifier: Apache-2.0
// One schedule of a campaign: drawn by its number, played, judged, and a failure made smaller and
// filed.
#pragma once

#include <optional>
#include <string>

#include "harness/chaos/plan.h"
#include "harness/chaos/record.h"
#include "harness/property.h"
#include "harness/run/run.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::chaos {

/// What a campaign plays: a claim on its topology in a world.
struct Stage {
    const Property* drill = nullptr;
    topology::Topology topology;
    run::WorldFactory make_world;
    std::string world;    ///< "sim" or "mininet"
    std::string defect;   ///< that the system has; empty: none
    std::string results;  ///< where run folders of failures are left; empty: nowhere
};

/// Schedule `number` of `seed`: the same on every machine and in every campaign.
scenario::Scenario draw_schedule(const Stage& stage, std::uint64_t seed, std::uint64_t number);

/// A schedule that failed on this stage with as little in it as still fails.
scenario::Scenario make_smaller(const Stage& stage, const scenario::Scenario& failing, int tries);

/// In simulation a failure is made smaller before it is filed. Error::Kind::unsupported: the world
/// or the system lacks what the schedule needs. An interrupted one gives an Error and no record.
Result<Played> play_schedule(const Stage& stage, std::uint64_t seed, std::uint64_t number);

}  // namespace holdfast::harness::chaos
