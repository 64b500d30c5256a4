// SPDX-License-Identifier: Apache-2.0
// HDL-10: an engine without a controller cannot be told that its addresses were given to another
// one, so it asks the network who has them. Enough answers of others make it give an address up.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "base/time.h"
#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

class DuplicateGuard {
  public:
    struct Settings {
        Duration period{};               ///< between two questions for an address; 0: never asked
        std::uint32_t answer_limit = 5;  ///< foreign answers, 1 or more
        bool operator==(const Settings&) const = default;
    };

    void configure(Settings settings);
    /// There is no controller from now on: the first questions are due at once, nothing is counted
    /// yet.
    void begin(Instant now);
    /// There is one: whatever was counted is forgotten.
    void end();

    /// One question for each address of `held`, when it is time for them.
    void on_timer(Instant now, const std::set<Ipv4Address>& held, Effects& out);
    /// Somebody else answered. True: for the last time, the address is to be given up.
    bool answered(Ipv4Address address);
    std::optional<Instant> next_timeout() const;

  private:
    bool asks() const { return alone_ && settings_.period > 0ns; }

    Settings settings_;
    bool alone_ = false;
    Instant next_question_;
    std::map<Ipv4Address, std::uint32_t> answers_;
};

}  // namespace holdfast::reference::engine
