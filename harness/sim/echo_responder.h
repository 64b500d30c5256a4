// SPDX-License-Identifier: Apache-2.0
// Sends back what it gets, and answers an HTTP GET with 200: the pool's servers, and the observer's
// end of the control flow.
#pragma once

#include <cstdint>

#include "harness/sim/program.h"

namespace holdfast::harness::sim {

class EchoResponder : public Program {
  public:
    struct Ports {
        std::uint16_t udp = 5000;
        std::uint16_t tcp = 0;  ///< 0: none
    };
    explicit EchoResponder(Ports ports) : ports_(ports) {}

    void start(ProgramContext& context) override;
    void receive(const Datagram& datagram) override;
    void stream(const StreamEvent& event) override;
    void terminate() override { context_->exit(); }

  private:
    Ports ports_;
    ProgramContext* context_ = nullptr;
};

}  // namespace holdfast::harness::sim
