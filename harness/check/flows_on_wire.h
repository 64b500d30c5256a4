// SPDX-License-Identifier: Apache-2.0
// Clients' connections and probe flows one by one, as the front segment carried them: which engine
// each was sent to, who handed it on to whom, and who answered.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/check/index.h"

namespace holdfast::harness::check {

struct FlowOnWire {
    FlowName name;
    std::vector<const FlowPacket*> packets;  ///< in order of time

    Instant began() const { return packets.front()->at; }
    /// Who answered last before this time, resets aside; none: nobody yet.
    std::optional<std::string> served_by(Instant before) const;
    /// Who answered first; none: nobody.
    std::optional<std::string> served_first() const;
    /// The first answer by this engine at or after this time; null: none.
    const FlowPacket* answer_by(const std::string& engine, Instant from) const;
    /// The first answer by any other engine between the two; null: none.
    const FlowPacket* answer_by_another(const std::string& engine, Instant from, Instant to) const;
    /// The first time an engine handed it to this one at or after this time; null: never.
    const FlowPacket* handed_to(const std::string& engine, Instant from) const;
    /// An engine ended the connection between the two by a reset; null: none did.
    const FlowPacket* reset(Instant from, Instant to) const;
};

/// Of one VIP.
std::vector<FlowOnWire> flows_on_wire(const Recording& recording, Ipv4Address vip);
/// The client's side of a TCP connection; null: it is a probe flow, or nobody's.
const workload::Connection* connection_of(const Recording& recording,
                                          const scenario::VirtualServiceSpec& service,
                                          const FlowName& flow);

}  // namespace holdfast::harness::check
