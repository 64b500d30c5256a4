// SPDX-License-Identifier: Apache-2.0
// A claim about highly available load balancers: its rule, how to try it, and how to judge it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/rng.h"
#include "harness/check/recording.h"
#include "harness/promises.h"
#include "harness/scenario/scenario.h"
#include "harness/topology/topology.h"

namespace holdfast::harness {

/// What a property draws a scenario from.
struct Draw {
    Rng& chance;   ///< every choice comes from here
    int size = 0;  ///< 0 to 100, growing as RapidCheck's does: how large and wild
    const topology::Topology& topology;
    std::string world;  ///< "sim" or "mininet"
    /// Of the system that the scenario is for; null: the reference, which can all that the rules
    /// ask for and takes the timers that they choose.
    const Promises* promises = nullptr;

    /// Real trials use fewer and shorter variants of the same.
    bool real() const { return world == "mininet"; }
    /// Whether the system can do this, for choices that a rule does not need.
    bool can(const std::string& capability) const {
        return promises == nullptr || promises->capabilities.contains(capability);
    }
};

struct Property {
    std::string rule;      ///< "LEG-6"
    std::string sentence;  ///< the rule in one sentence
    std::string source;    ///< document and strength, "S2, M"
    std::string topology = "legacy_pair";
    std::vector<std::string> needs;  ///< capabilities of the system and of the world
    std::function<scenario::Scenario(const Draw&)> draw;
    std::vector<check::Checker>
        checkers;  ///< the invariants INV-1 and INV-3 and the fidelity gate are always added
    /// Names of the reference's defects on which it must FAIL; never empty, unless the property
    /// waits, or needs what the reference cannot do.
    std::vector<std::string> defects;
    /// What the system or the suite lacks before the rule can be judged, as a noun phrase; the rule
    /// is SKIPPED with it until then, and nothing is drawn. Empty: the rule is judged.
    std::string waits_for{};
};

/// All registered properties, by rule id.
const std::vector<Property>& all_properties();
const Property* find_property(const std::string& rule);
void register_property(Property property);

}  // namespace holdfast::harness
