// SPDX-License-Identifier: Apache-2.0
// What the faults' own files share: an injection in the making, which is either complete or leaves
// nothing behind.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "faults/fault.h"

namespace holdfast::faults {

using Injected = Result<std::unique_ptr<ActiveFault>>;
using Act = std::function<Result<void>()>;
using Proof = std::function<Result<std::string>()>;

class Injection {
  public:
    /// Does one thing, unless an earlier one failed. Once it worked, `undo` belongs to healing;
    /// what was done last is undone first.
    void act(const Act& action, Act undo);
    /// Something that nothing has to undo.
    void act(const Act& action);
    /// Something to do when healing that undoes no single act.
    void on_heal(Act undo);
    /// The fault, active; or the first error, after everything was undone.
    Injected finish(std::vector<std::string> nodes, Proof proof);

  private:
    std::optional<Error> error_;
    std::vector<Act> undo_;
};

/// Every node's programs are in this state.
Result<std::string> prove_programs(const World& world, const std::vector<std::string>& nodes,
                                   ProcessState state);
/// Starts the programs of a node that has none running.
Result<void> start_if_gone(World& world, const std::string& node);
/// The node's links, or only the one to `segment`. Fails when there is none.
Result<std::vector<Link>> links_of_nodes(const World& world, const std::vector<std::string>& nodes,
                                         const std::optional<std::string>& segment);

}  // namespace holdfast::faults
