// SPDX-License-Identifier: Apache-2.0
// World: programs of the system under test.
#include <algorithm>

#include "harness/sim/installation.h"
#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/process.h"
#include "harness/sim/sim_testbed.h"

namespace holdfast::harness::sim {

namespace {

bool alive(const Installation& installation) {
    return std::any_of(installation.running.begin(), installation.running.end(),
                       [](const Process* process) { return process->alive; });
}

}  // namespace

Result<void> SimTestbed::install(const std::string& node, ProgramFactory factory) {
    if (network_->kernel(node) == nullptr) {
        return failed("no node " + node + " in " + topology_.name);
    }
    (*installations_)[node].factories.push_back(std::move(factory));
    return success;
}

void SimTestbed::uninstall(const std::string& node) {
    if (const auto found = installations_->find(node); found != installations_->end()) {
        found->second.factories.clear();
    }
}

Result<Installation*> SimTestbed::installed(const std::string& node) const {
    const auto found = installations_->find(node);
    if (found == installations_->end()) {
        return failed("no program of the system under test is installed on " + node);
    }
    return &found->second;
}

Result<void> SimTestbed::start_programs(const std::string& node) {
    auto found = installed(node);
    if (!found) {
        return found.error();
    }
    Installation& installation = **found;
    if (alive(installation)) {
        return failed("programs on " + node + " still run");
    }
    installation.running.clear();
    ++installation.boot_number;
    for (const ProgramFactory& factory : installation.factories) {
        installation.running.push_back(&network_->spawn(*network_->kernel(node), factory(),
                                                        system_purpose, installation.boot_number));
    }
    return success;
}

Result<void> SimTestbed::for_programs(const std::string& node,
                                      const std::function<void(Process&)>& act) {
    auto found = installed(node);
    if (!found) {
        return found.error();
    }
    // A copy: what is done may start programs anew.
    for (Process* process : std::vector<Process*>((*found)->running)) {
        act(*process);
    }
    return success;
}

Result<void> SimTestbed::kill_programs(const std::string& node) {
    return for_programs(node, [](Process& process) { process.end(false); });
}

Result<void> SimTestbed::terminate_programs(const std::string& node) {
    return for_programs(node, [](Process& process) { process.take(TerminateAsked{}); });
}

Result<void> SimTestbed::pause_programs(const std::string& node) {
    return for_programs(node, [](Process& process) { process.pause(); });
}

Result<void> SimTestbed::resume_programs(const std::string& node) {
    return for_programs(node, [](Process& process) { process.resume(); });
}

Result<faults::ProcessState> SimTestbed::program_state(const std::string& node) const {
    auto found = installed(node);
    if (!found) {
        return found.error();
    }
    const Installation& installation = **found;
    if (!alive(installation)) {
        return faults::ProcessState::gone;
    }
    const bool paused =
        std::all_of(installation.running.begin(), installation.running.end(),
                    [](const Process* process) { return !process->alive || process->paused; });
    return paused ? faults::ProcessState::paused : faults::ProcessState::running;
}

}  // namespace holdfast::harness::sim
