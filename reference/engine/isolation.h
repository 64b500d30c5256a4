// SPDX-License-Identifier: Apache-2.0
// An engine that has lost its data link cannot know who follows it: the controller gives its
// addresses to another one when it hears of the loss or believes the engine dead, and word of that
// may come late; without a controller another one of its lists may follow by self election. So it
// lets its addresses go, which nobody reaches anyway (INV-1). When the link is back it takes them
// back: on the word of a controller that knows it; without one at once if nobody can have followed
// yet, else when whoever did has surely heard it and given way (HDL-13).
#pragma once

#include <optional>

#include "base/time.h"
#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

class Isolation {
  public:
    /// `lease`: how long after `silence` another engine waits before it follows.
    explicit Isolation(Duration lease) : lease_(lease) {}

    /// Holds nothing from now on.
    void begin() { isolated_ = true; }
    bool isolated() const { return isolated_; }
    /// There is no controller, and the data link, down since `down_since`, is back. `silence`: so
    /// long after a heartbeat an engine is missed.
    void link_is_back(Instant now, Instant down_since, Duration silence) {
        if (isolated_) {
            const Duration heard_within = silence + neighbour_retry;
            const bool nobody_followed = now + heard_within <= down_since + silence + lease_;
            over_ = nobody_followed ? now : now + heard_within;
        }
    }
    /// The data link is back, and the controller that was to say more is gone: whoever follows by
    /// self election is to hear this engine first.
    void controller_is_gone(Instant now, Duration silence) {
        if (isolated_) {
            over_ = now + silence + neighbour_retry;
        }
    }
    void link_is_gone() { over_.reset(); }
    void wait_for_controller() { over_.reset(); }
    /// True when the engine may hold again what is its own.
    bool on_timer(Instant now) {
        const bool ended = over_ && now >= *over_;
        if (ended) {
            end();
        }
        return ended;
    }
    /// The controller knows that the link is back, and its word counts.
    void end() {
        isolated_ = false;
        over_.reset();
    }
    std::optional<Instant> next_timeout() const { return over_; }

    /// What it may hold.
    protocol::EngineConfiguration applied_to(protocol::EngineConfiguration configured) const {
        if (isolated_) {
            for (protocol::PlacedService& service : configured.services) {
                service.role = protocol::Role::standby;
            }
        }
        return configured;
    }

  private:
    /// A kernel that got no answer while the link was down asks again for a neighbour's hardware
    /// address this late (Linux: net.ipv4.neigh.*.retrans_time_ms); heartbeats wait for it.
    static constexpr Duration neighbour_retry = 1s;

    Duration lease_;
    bool isolated_ = false;
    std::optional<Instant> over_;
};

}  // namespace holdfast::reference::engine
