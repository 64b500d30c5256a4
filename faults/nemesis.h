// SPDX-License-Identifier: Apache-2.0
// Plays a schedule against a world: injects when a trigger comes, proves, heals when due, and heals
// everything on every way out. It never waits; whoever drives the world calls it. Faults may
// overlap: what two of them hold down comes up when the last one is healed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "faults/schedule.h"

namespace holdfast::faults {

/// What became of one scheduled fault; recorded in the history.
struct FaultAct {
    enum class Phase { inject, inject_failed, unsupported, proven, unproven, heal, heal_failed };
    std::size_t index = 0;  ///< in the schedule
    Phase phase = Phase::inject;
    Instant before;     ///< world time when the act began
    Instant after;      ///< and when its last system call had returned
    std::string fault;  ///< to_string(Fault)
    std::vector<std::string> nodes;
    std::string detail;  ///< proof, or what went wrong
};

/// Something seen on the wire or heard from the system, for triggers.
struct Sighting {
    enum class Kind { gratuitous_arp, event };
    Kind kind = Kind::gratuitous_arp;
    std::string subject;  ///< sending node, or event name
    Instant at;
};

class Nemesis {
  public:
    /// `record` gets every act, the last ones from the destructor. The phase begins now: offsets
    /// count from world.now(). World and roles outlive it.
    Nemesis(FaultSchedule schedule, World& world, const Roles& roles,
            std::function<void(const FaultAct&)> record);
    ~Nemesis();  ///< heals
    Nemesis(const Nemesis&) = delete;
    Nemesis& operator=(const Nemesis&) = delete;

    /// Injects and heals what is due at world.now(), and asks active faults for their proof.
    void step();
    /// Notes it only, so it may be called from inside the world; step() acts at next_timeout().
    void saw(const Sighting& sighting);
    std::optional<Instant> next_timeout() const;
    /// Every fault was injected, and those with an end were healed; a fault whose trigger never
    /// came keeps this false.
    bool finished() const;
    /// Heals what is active, last first. Faults not yet injected never will be.
    void heal_everything();
    /// Injected faults without proof; each makes the run INVALID.
    std::vector<std::string> unproven() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::faults
