// SPDX-License-Identifier: Apache-2.0
// The door to a system under test: deploy what a scenario asks for, act as its operator, say who
// plays which role.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "faults/target.h"
#include "harness/history/event.h"
#include "harness/scenario/scenario.h"

namespace holdfast::harness::sut {

struct Facts {
    std::string name;
    std::string version;
    std::set<std::string> capabilities;  ///< names of harness/sut/capabilities.h
};

/// What became of an operation: ok, fail = certainly not done, info = unknown.
struct OperationResult {
    history::OperationEvent::Type type = history::OperationEvent::Type::ok;
    std::string message;
    int status = 0;  ///< of the API's answer; 0: the operation is none of one request, or no answer
};

class Adapter : public faults::Roles {
  public:
    virtual Facts facts() const = 0;

    /// Starts the programs and creates the objects. Returns when all was accepted; services may
    /// still be on their way up.
    virtual Result<void> deploy(const scenario::Deployment& deployment) = 0;
    /// Targets in it are resolved by resolve().
    virtual OperationResult perform(const scenario::Operation& operation) = 0;
    /// What the system says of itself.
    virtual Result<history::RuntimeObserved> runtime() const = 0;
    /// What this controller, asked itself, says of the cluster. An Error: it does not answer.
    virtual Result<history::ClusterObserved> cluster_seen_by(
        const std::string& controller) const = 0;
    /// Events of the system's own log since the last call, oldest first, with the system's own
    /// stamps.
    virtual std::vector<std::pair<Instant, history::SystemEvent>> new_events() = 0;
    /// Plays the cloud in which the system's engines run; called all the time. What it did since
    /// the last call.
    virtual std::vector<history::CloudActed> attend_cloud() { return {}; }
    /// Whether the system has programs on this node, as far as it was deployed.
    virtual bool runs_on(const std::string& /*node*/) const { return true; }
    /// Why nothing that is said here can be trusted any more, which is no fault of the system;
    /// none: it can.
    virtual std::optional<std::string> broken() const { return std::nullopt; }
    /// Copies the system's logs into the folder. No secrets in them.
    virtual Result<void> collect_logs(const std::string& folder) = 0;
};

}  // namespace holdfast::harness::sut
