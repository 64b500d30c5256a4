// SPDX-License-Identifier: Apache-2.0
// GW-2: is a gateway there? Each one is asked by ICMP echo, once an interval. As many silent
// intervals in a row as its threshold says, and it is lost; as many answered ones, and it is seen
// again. A gateway counts as seen until the opposite is known.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/time.h"
#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

class GatewayMonitors {
  public:
    /// Watches exactly these. What is known of a gateway that stays watched is kept.
    void watch(Instant now, const std::vector<protocol::WatchedGateway>& gateways);
    /// An answer to the question `sequence`. One that comes after its interval is none.
    void hear(Ipv4Address gateway, std::uint16_t sequence);
    /// Judges the intervals that are over and asks anew. True: a gateway was lost, or is seen
    /// again.
    bool on_timer(Instant now, Effects& out);

    /// Those that are lost now, in order of address.
    std::vector<Ipv4Address> lost() const;
    std::optional<Instant> next_timeout() const;

  private:
    struct Gateway {
        protocol::WatchedGateway settings;
        Instant next_question;
        std::uint16_t sequence = 0;  ///< of the question that was asked last
        bool asked = false;          ///< one is under way
        bool answered = false;       ///< it was answered
        std::uint32_t in_a_row = 0;  ///< intervals that speak against what is believed
        bool lost = false;
    };

    static bool judge(Gateway& gateway);

    std::map<Ipv4Address, Gateway> gateways_;
};

}  // namespace holdfast::reference::engine
