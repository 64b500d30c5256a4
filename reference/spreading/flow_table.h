// SPDX-License-Identifier: Apache-2.0
// Which engine serves which flow, as far as packets have shown. A flow that no packet was seen of
// for a while is forgotten; that costs a question when it goes on after all.
#pragma once

#include <cstddef>
#include <map>
#include <unordered_map>

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
    /// False: there is no room for another flow.
    bool put(Instant now, const protocol::Flow& flow, const protocol::EngineName& engine);
    void forget(const protocol::Flow& flow);
    /// All flows to this address and port.
    void forget_port(protocol::Transport transport, Ipv4Address vip, std::uint16_t port);
    void forget_idle(Instant now);

    /// Flows to this address and port that this engine serves.
    std::size_t served_by(const protocol::EngineName& engine, const protocol::Flow& like) const;
    bool empty() const { return flows_.empty(); }

  private:
    struct Hash {
        std::size_t operator()(const protocol::Flow& flow) const;
    };
    struct Entry {
        protocol::EngineName engine;
        Instant used;
    };
    struct Port {
        protocol::Transport transport;
        Ipv4Address vip;
        std::uint16_t port;
        auto operator<=>(const Port&) const = default;
    };
    static Port port_of(const protocol::Flow& flow) {
        return {flow.transport, flow.vip, flow.port};
    }
    void count(const protocol::Flow& flow, const protocol::EngineName& engine, int change);
    template <class Condition>
    void forget_if(Condition condition);

    std::unordered_map<protocol::Flow, Entry, Hash> flows_;
    std::map<Port, std::map<protocol::EngineName, std::size_t>> counts_;
};

}  // namespace holdfast::reference::spreading
