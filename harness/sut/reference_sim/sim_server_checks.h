// SPDX-License-Identifier: Apache-2.0
// Checks of servers as their monitors want them, over the simulated network. There is no TLS in it,
// so that HTTPS is HTTP there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "harness/sim/program.h"
#include "reference/engine/effects.h"
#include "reference/engine/health_dialogue.h"

namespace holdfast::harness::sut::reference_sim {

class SimServerChecks {
  public:
    using Outcome = std::function<void(const reference::engine::input::ServerChecked&)>;
    SimServerChecks(sim::ProgramContext& context, Outcome outcome)
        : context_(context), outcome_(std::move(outcome)) {}

    /// The outcome follows later, always.
    void check(const reference::engine::effect::CheckServer& wanted);
    /// False: it is of no check.
    bool stream(const sim::StreamEvent& event);
    bool answered(const sim::PingAnswer& answer);

  private:
    struct Check {
        reference::engine::effect::CheckServer wanted;
        sim::StreamId stream = 0;  ///< 0: none
        std::string heard{};
    };
    using Running = std::map<std::uint16_t, Check>;

    void connect(Check& check);
    void over(Running::iterator check, bool passed);

    sim::ProgramContext& context_;
    Outcome outcome_;
    Running running_;
    std::uint16_t last_ = 0;
};

}  // namespace holdfast::harness::sut::reference_sim
