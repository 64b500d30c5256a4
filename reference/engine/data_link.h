// SPDX-License-Identifier: Apache-2.0
// DET-11: the carrier of the interface towards the clients. Its loss is told when it has lasted as
// long as the silence of a suspected peer, so that a short flap moves nothing; its return at once.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace holdfast::reference::engine {

class DataLink {
  public:
    void set_patience(Duration patience) { patience_ = patience; }
    /// True when the controller is to be told that the link is back.
    bool changed(Instant now, bool up);
    /// True when the controller is to be told that it is down.
    bool on_timer(Instant now);
    /// The controller is to believe that it is down.
    bool told_down() const { return told_down_; }
    /// How many outages have lasted so long that the controller is to believe in them.
    std::uint64_t outages() const { return outages_; }
    /// Since when it has been down; none: it is up.
    std::optional<Instant> down_since() const { return down_since_; }
    std::optional<Instant> next_timeout() const;

  private:
    Duration patience_ = 1s;
    std::optional<Instant> down_since_;
    bool told_down_ = false;
    std::uint64_t outages_ = 0;
};

}  // namespace holdfast::reference::engine
