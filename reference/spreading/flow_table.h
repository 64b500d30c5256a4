// SPDX-License-Identifier: Apache-2.0
// Which engine serves which flow, as far as packets have shown. A flow that no packet was seen of
// for a while is forgotten; that costs a question when it goes on after all.
#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>

#include "base/address.h"
#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::spreading {

/// As long as a data path keeps a sequence of datagrams without a packet.
inline constexpr Duration flow_idle_max = 30s;
/// More flows than this are not begun.
inline constexpr std::size_t flows_max = 65536;

class FlowTable {
  public:
    /// Null: not known. Known ones are used now.
    const protocol::EngineName* find(Instant now, const protocol::Flow& flow);
    /// False: there is no room for another flow. What is known of the way to its client stays.
    bool put(Instant now, const protocol::Flow& flow, const protocol::EngineName& engine);
    /// Its client's packets come from this hardware address; no effect on a flow that is not known.
    void came_from(const protocol::Flow& flow, const MacAddress& sender);
    /// None: the flow is not known, or its client has sent nothing here.
    std::optional<MacAddress> way_to_client(Instant now, const protocol::Flow& flow);
    void forget(const protocol::Flow& flow);
    /// All flows to this address and port.
    void forget_port(protocol::Transport transport, Ipv4Address vip, std::uint16_t port);
    void forget_idle(Instant now);

    bool empty() const { return flows_.empty(); }

  private:
    struct Hash {
        std::size_t operator()(const protocol::Flow& flow) const;
    };
    struct Entry {
        protocol::EngineName engine;
        Instant used;
        std::optional<MacAddress> client_link{};
    };
    std::unordered_map<protocol::Flow, Entry, Hash> flows_;
};

}  // namespace holdfast::reference::spreading
