// SPDX-License-Identifier: Apache-2.0
// A world without packets, for tests of the player: time passes when told, programs are states, and
// what goes wrong is chosen by the test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/run/run.h"

namespace holdfast::harness::run {

inline const topology::Topology& pair_topology() {
    static const topology::Topology topology = *topology::find_topology("legacy_pair");
    return topology;
}

/// What the test decides, and what the world did. Outlives the world.
struct FakeStory {
    Duration answers_after = 50ms;  ///< from the start of the load until every service answers
    std::optional<Duration> silent_from;  ///< from here on nobody answers
    bool deploys = true;
    bool kill_works = true;
    bool operations_crash_se1 = false;
    std::vector<ProcessorWait> processor_waits;
    std::vector<std::string> lost_parts;      ///< of the testbed itself
    std::vector<std::string> ended_programs;  ///< on nodes
    Duration leader_changes_at = 1h;          ///< from controller1 to controller2
    Duration second_instance_at = 1h;         ///< vs1 is on se1 alone until then
    Duration sighting_at{};                   ///< a gratuitous ARP of se2; 0: none
    std::map<Duration, history::SystemEvent> events;
    std::set<std::string> capabilities = {"legacy_active_standby"};

    std::vector<std::string> calls;
    Instant load_began;
    std::map<std::string, faults::ProcessState> programs;
    bool torn_down = false;
};

WorldFactory fake_worlds(FakeStory& story);

}  // namespace holdfast::harness::run
