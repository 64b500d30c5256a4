// SPDX-License-Identifier: Apache-2.0
// The cloud in which the reference's engines run: what vCenter is to the product. It learns from
// the controller which machines shall run, starts engines on them and takes them away, and says
// what became of it (docs/cloud.md). It can be slow, refuse, say nothing, or start a wrong one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "harness/history/event.h"
#include "harness/scenario/scenario.h"
#include "harness/sut/rest_operator.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::sut {

/// What it does to the testbed.
struct MachineRoom {
    std::function<Result<void>(const std::string& machine, const std::string& se_group)> start;
    std::function<Result<void>(const std::string& machine)> stop;
    /// Whatever ran there is gone, and runs anew.
    std::function<Result<void>(const std::string& machine)> reboot;
};

class Orchestrator {
  public:
    /// `deployed`: engines that run already, started by the operator.
    Orchestrator(const scenario::CloudSpec& spec, const topology::Topology& topology,
                 const std::vector<std::string>& deployed, ApiCall call, MachineRoom room);

    void set_mood(scenario::SetCloud::Mood mood) { mood_ = mood; }
    /// Nothing starts there any more, and the controller is told which engines are concerned.
    void host_fails(const std::string& host);
    /// Reads what is wanted, does what is due, says what has changed. While no controller answers
    /// nothing new begins. Acts in the order in which they happened.
    std::vector<history::CloudActed> attend(Instant now);

  private:
    struct Machine {
        enum class State { vacant, starting, running };
        std::string host;
        State state = State::vacant;
        std::string group;   ///< that it runs for, or will
        Instant due{};       ///< while starting
        bool asked = false;  ///< the controller wants it
    };
    struct Wanted {
        std::string machine;
        std::string group;
        bool wanted = true;
    };

    struct Asked {
        std::vector<Wanted> machines;
        std::vector<std::string> reboots;
    };

    std::optional<Asked> read_asked();
    void heed(const Wanted& wanted, Instant now);
    void begin(const Wanted& wanted, Instant now);
    void take_away(const std::string& name);
    void reboot(const std::string& name);
    void start_due(Instant now);
    void report();
    std::string inventory() const;
    void note(history::CloudActed::Act act, const std::string& machine, const std::string& group);

    scenario::CloudSpec spec_;
    ApiCall call_;
    MachineRoom room_;
    scenario::SetCloud::Mood mood_ = scenario::SetCloud::Mood::starts;
    std::vector<std::string> hosts_;  ///< in the topology's order
    std::map<std::string, Machine> machines_;
    std::string cloud_;                                        ///< uuid; "": not asked for yet
    std::vector<std::pair<std::string, std::string>> failed_;  ///< machine and why; not told yet
    std::set<std::string> failed_hosts_;
    std::vector<std::string> on_failed_host_;  ///< machines that ran there; not told yet
    std::vector<std::string> rebooted_;        ///< not told yet
    bool told_ = false;                        ///< the controller knows the hosts as they are
    std::vector<history::CloudActed> acts_;
};

}  // namespace holdfast::harness::sut
