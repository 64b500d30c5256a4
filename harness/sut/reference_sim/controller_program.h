// SPDX-License-Identifier: Apache-2.0
// The controller's core as a simulated program: streams instead of TLS, the adapter's disk instead
// of a file.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "harness/sim/program.h"
#include "harness/sut/reference_sim/sim_adapter.h"
#include "reference/controller/core.h"

namespace holdfast::harness::sut::reference_sim {

class ControllerProgram : public sim::Program {
  public:
    ControllerProgram(std::string node, std::string defect, std::shared_ptr<Disk> disk,
                      std::shared_ptr<ControllerProgram*> running);
    ~ControllerProgram() override;

    void start(sim::ProgramContext& context) override;
    void stream(const sim::StreamEvent& event) override;
    void terminate() override;

    /// One request of the API; the core answers within the step.
    Result<ApiAnswer> request(const std::string& method, const std::string& path,
                              const std::string& body);

  private:
    void feed(const reference::controller::Input& input);
    void carry_out(const reference::controller::Effect& effect);
    void received(const sim::StreamEvent& event);
    void set_timer();

    std::string node_;
    std::string defect_;
    std::shared_ptr<Disk> disk_;
    std::shared_ptr<ControllerProgram*> running_;
    sim::ProgramContext* context_ = nullptr;
    reference::controller::Core core_;
    sim::TimerId timer_ = 0;
    std::uint64_t requests_ = 0;
    std::map<std::uint64_t, ApiAnswer> answers_;
};

}  // namespace holdfast::harness::sut::reference_sim
