// SPDX-License-Identifier: Apache-2.0
// One scenario on one world: bring up, deploy, load, break, heal, record; and the folder that it
// leaves.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/check/recording.h"
#include "harness/property.h"
#include "harness/sut/adapter.h"
#include "harness/testbed.h"

namespace holdfast::harness::run {

/// A testbed together with the adapter that speaks to the system inside it.
struct World {
    std::unique_ptr<Testbed> testbed;
    std::unique_ptr<sut::Adapter> adapter;  ///< destroyed before the testbed
};

/// Makes a world for a topology. `defect` empty: the system as it is.
using WorldFactory = std::function<Result<World>(
    const topology::Topology& topology, const BringUp& bring_up, const std::string& defect)>;

/// Plays the scenario. Trouble of the testbed is recorded in the history (Trouble), never returned
/// as the system's failure; Error::Kind::unsupported: this world or system cannot play it, with the
/// missing capability.
Result<check::Recording> play(const scenario::Scenario& scenario,
                              const topology::Topology& topology, const WorldFactory& make_world,
                              const std::string& defect, const std::string& folder);

struct Judgement {
    check::Outcome outcome = check::Outcome::pass;
    std::vector<check::Verdict> verdicts;
};

/// The property's checkers with the invariants and the fidelity gate. Without a property (null) the
/// invariants alone.
Judgement judge(const Property* property, const check::Recording& recording);

/// results/runs/<time>-<property>-<testbed>-<sut>-<seed>/ with scenario.yaml, history.jsonl,
/// frames-<segment>.pcap, timeline.json, verdict.json, logs/, repeat.sh; written aside and renamed
/// when whole.
Result<void> save_run(const std::string& folder, const check::Recording& recording,
                      const Judgement& judgement);
Result<check::Recording> load_run(const std::string& folder);

}  // namespace holdfast::harness::run
