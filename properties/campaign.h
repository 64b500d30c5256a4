// SPDX-License-Identifier: Apache-2.0
// A property tried on many drawn scenarios in one world.
#pragma once

#include <cstdint>
#include <string>

#include "harness/property.h"
#include "harness/report/rule_result.h"
#include "harness/run/run.h"

namespace holdfast::properties {

struct CampaignOptions {
    std::string world;  ///< "sim" or "mininet"
    harness::run::WorldFactory make_world;
    std::uint64_t seed = 1;  ///< of the whole gate; each property and world has a stream of its own
    int cases = 20;
    std::string defect;  ///< the first FAIL then ends the campaign, and is not made smaller
    /// Of a system that we did not write; null: the reference.
    const harness::Promises* promises = nullptr;
    std::string results;  ///< where run folders are left; empty: nowhere
};

/// Draws with RapidCheck, plays, judges, and in simulation makes a failing scenario smaller.
harness::report::RuleResult try_property(const harness::Property& property,
                                         const CampaignOptions& options);

}  // namespace holdfast::properties
