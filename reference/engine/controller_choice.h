// SPDX-License-Identifier: Apache-2.0
// Which of its controllers an engine obeys: the one that says that it leads, with the highest term.
// Without I/O: whoever holds the connections tells it what comes over them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "reference/protocol/messages.h"

namespace holdfast::reference::engine {

/// Chosen by whoever holds the connections; a number may be used again when its link was lost.
using LinkId = std::uint64_t;

/// What the engine's core is to be told, in this order.
struct ControllerChange {
    bool disconnected = false;
    bool connected = false;
    bool operator==(const ControllerChange&) const = default;
};

class ControllerChoice {
  public:
    ControllerChange said(LinkId link, const protocol::Leadership& leadership);
    ControllerChange lost(LinkId link);
    /// Only what comes over this link is for the core, and only there goes what the core says.
    /// None: the engine is headless.
    std::optional<LinkId> obeyed() const;

  private:
    struct Leader {
        LinkId link = 0;
        std::uint64_t term = 0;
        bool operator==(const Leader&) const = default;
    };
    std::optional<Leader> best() const;
    ControllerChange choose();

    std::map<LinkId, protocol::Leadership> said_;  ///< last word of each link that is up
    std::optional<Leader> leader_;
    std::uint64_t term_seen_ = 0;  ///< the highest in which anyone led
};

}  // namespace holdfast::reference::engine
