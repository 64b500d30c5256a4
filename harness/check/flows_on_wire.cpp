// SPDX-License-Identifier: Apache-2.0
#include "harness/check/flows_on_wire.h"

#include <algorithm>

#include "harness/packet/packet.h"

namespace holdfast::harness::check {

namespace {

bool is_reset(const FlowPacket& packet) {
    return (packet.tcp_flags & packet::Tcp::rst) != 0;
}

/// Of the engine that serves the flow, by whatever way.
bool is_answer(const FlowPacket& packet) {
    return packet.answer && !packet.passed_on && !is_reset(packet);
}

template <class Condition>
const FlowPacket* first(const std::vector<const FlowPacket*>& packets, Condition condition) {
    const auto found = std::find_if(packets.begin(), packets.end(),
                                    [&](const FlowPacket* packet) { return condition(*packet); });
    return found == packets.end() ? nullptr : *found;
}

}  // namespace

std::optional<std::string> FlowOnWire::served_by(Instant before) const {
    std::optional<std::string> server;
    for (const FlowPacket* packet : packets) {
        if (packet->at >= before) {
            break;
        }
        if (is_answer(*packet)) {
            server = packet->sender;
        }
    }
    return server;
}

std::optional<std::string> FlowOnWire::served_first() const {
    const FlowPacket* answer = first(packets, is_answer);
    return answer == nullptr ? std::nullopt : std::optional(answer->sender);
}

const FlowPacket* FlowOnWire::answer_by(const std::string& engine, Instant from) const {
    return first(packets, [&](const FlowPacket& packet) {
        return is_answer(packet) && packet.at >= from && packet.sender == engine;
    });
}

const FlowPacket* FlowOnWire::answer_by_another(const std::string& engine, Instant from,
                                                Instant to) const {
    return first(packets, [&](const FlowPacket& packet) {
        return is_answer(packet) && packet.at >= from && packet.at < to && packet.sender != engine;
    });
}

const FlowPacket* FlowOnWire::handed_to(const std::string& engine, Instant from) const {
    return first(packets, [&](const FlowPacket& packet) {
        return packet.handed_on && packet.at >= from && packet.receiver == engine;
    });
}

const FlowPacket* FlowOnWire::reset(Instant from, Instant to) const {
    return first(packets, [&](const FlowPacket& packet) {
        return packet.answer && packet.at >= from && packet.at < to && is_reset(packet);
    });
}

std::vector<FlowOnWire> flows_on_wire(const Recording& recording, Ipv4Address vip) {
    std::map<FlowName, FlowOnWire> by_name;
    for (const FlowPacket& packet : recording.index().flow_packets()) {
        if (packet.flow.vip == vip) {
            FlowOnWire& flow = by_name[packet.flow];
            flow.name = packet.flow;
            flow.packets.push_back(&packet);
        }
    }
    std::vector<FlowOnWire> flows;
    for (auto& [name, flow] : by_name) {
        flows.push_back(std::move(flow));
    }
    return flows;
}

const workload::Connection* connection_of(const Recording& recording,
                                          const scenario::VirtualServiceSpec& service,
                                          const FlowName& flow) {
    for (const workload::Connection* connection : recording.index().connections()) {
        if (flow.tcp && connection->service == service.name &&
            connection->source_port == flow.client_port) {
            return connection;
        }
    }
    return nullptr;
}

}  // namespace holdfast::harness::check
