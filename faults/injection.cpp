// SPDX-License-Identifier: Apache-2.0
#include "faults/injection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace holdfast::faults {
namespace {

/// Goes on after a failure, so that one broken link does not keep the others down; gives the first
/// error.
Result<void> undo_all(std::vector<Act>& undo) {
    std::optional<Error> first;
    for (auto step = undo.rbegin(); step != undo.rend(); ++step) {
        const auto undone = (*step)();
        if (!undone && !first) {
            first = undone.error();
        }
    }
    undo.clear();
    if (first) {
        return *first;
    }
    return success;
}

class Active final : public ActiveFault {
  public:
    Active(std::vector<std::string> nodes, Proof proof, std::vector<Act> undo)
        : nodes_(std::move(nodes)), proof_(std::move(proof)), undo_(std::move(undo)) {}

    const std::vector<std::string>& nodes() const override { return nodes_; }
    Result<std::string> prove() override { return proof_(); }
    Result<void> heal() override { return undo_all(undo_); }

  private:
    std::vector<std::string> nodes_;
    Proof proof_;
    std::vector<Act> undo_;
};

const char* word_for(ProcessState state) {
    switch (state) {
        case ProcessState::running:
            return "running";
        case ProcessState::paused:
            return "paused";
        case ProcessState::gone:
            return "gone";
    }
    return "in an unknown state";
}

}  // namespace

void Injection::act(const Act& action, Act undo) {
    if (error_) {
        return;
    }
    const auto done = action();
    if (done) {
        undo_.push_back(std::move(undo));
    } else {
        error_ = done.error();
    }
}

void Injection::act(const Act& action) {
    act(action, []() -> Result<void> { return success; });
}

void Injection::on_heal(Act undo) {
    undo_.push_back(std::move(undo));
}

Injected Injection::finish(std::vector<std::string> nodes, Proof proof) {
    if (!error_) {
        return std::make_unique<Active>(std::move(nodes), std::move(proof), std::move(undo_));
    }
    const auto undone = undo_all(undo_);
    if (!undone) {
        error_->message += "; and undoing it: " + undone.error().message;
    }
    return *error_;
}

Result<std::string> prove_programs(const World& world, const std::vector<std::string>& nodes,
                                   ProcessState state) {
    for (const auto& node : nodes) {
        const auto found = world.program_state(node);
        if (!found) {
            return found.error();
        }
        if (*found != state) {
            return failed(fmt::format("programs of {} are {}, not {}", node, word_for(*found),
                                      word_for(state)));
        }
    }
    return fmt::format("programs of {} are {}", fmt::join(nodes, ", "), word_for(state));
}

Result<void> start_if_gone(World& world, const std::string& node) {
    const auto state = world.program_state(node);
    if (!state) {
        return state.error();
    }
    if (*state != ProcessState::gone) {
        return success;
    }
    return world.start_programs(node);
}

Result<std::vector<Link>> links_of_nodes(const World& world, const std::vector<std::string>& nodes,
                                         const std::optional<std::string>& segment) {
    std::vector<Link> links;
    for (const auto& node : nodes) {
        const auto before = links.size();
        for (const auto& link : world.links_of(node)) {
            if (!segment || link.segment == *segment) {
                links.push_back(link);
            }
        }
        if (links.size() == before) {
            return failed(segment ? fmt::format("{} has no link to segment {}", node, *segment)
                                  : fmt::format("{} has no link", node));
        }
    }
    return links;
}

}  // namespace holdfast::faults
