// SPDX-License-Identifier: Apache-2.0
// Lets the faults of a schedule begin and end in a run.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "harness/replication/run.h"

namespace holdfast::harness::replication {

class Nemesis {
  public:
    Nemesis(Run& run, const std::vector<TimedFault>& faults) : run_(run), faults_(faults) {}

    /// Puts every fault on the run's agenda; `this` has to outlive it.
    void plan();
    /// Ends every fault that is in force.
    void heal_all();

  private:
    void begin(FaultId id);
    void end(FaultId id);

    void act(FaultId id, const Partition& fault);
    void act(FaultId id, const Mute& fault);
    void act(FaultId id, const Crash& fault);
    void act(FaultId id, const Pause& fault);
    void act(FaultId id, const LossBurst& fault);
    void act(FaultId id, const SlowDisk& fault);

    /// None: there is nobody to aim at now, which is recorded.
    std::optional<Member> aim(const std::string& what, const Target& target);
    std::set<Member> aim(const std::string& what, const std::vector<Target>& targets);
    void began(FaultId id, const std::string& what, std::function<void()> heal);
    void record(const std::string& what);

    struct InForce {
        std::string what;
        std::function<void()> heal;
    };
    Run& run_;
    const std::vector<TimedFault>& faults_;
    std::map<FaultId, InForce> in_force_;
};

}  // namespace holdfast::harness::replication
