// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/frame_filter.h"

#include <algorithm>

namespace holdfast::harness::sim {

namespace {

bool is_of_origin(const FrameFilter& filter, const packet::Packet& packet) {
    return !filter.match.origin ||
           (packet.ipv4() != nullptr &&
            std::count(filter.origins.begin(), filter.origins.end(), packet.ipv4()->source) != 0);
}

bool is_of_kind(const faults::FrameMatch& match, const packet::Packet& packet) {
    switch (match.kind) {
        case faults::FrameMatch::Kind::any:
            return true;
        case faults::FrameMatch::Kind::gratuitous_arp:
            return packet.arp() != nullptr && packet.arp()->gratuitous();
        case faults::FrameMatch::Kind::udp_port:
            return packet.udp() != nullptr && packet.udp()->destination_port == match.udp_port;
        case faults::FrameMatch::Kind::icmp:
            return packet.icmp() != nullptr;
    }
    return false;
}

}  // namespace

bool matches(const FrameFilter& filter, const packet::Packet& packet) {
    return is_of_kind(filter.match, packet) && is_of_origin(filter, packet);
}

}  // namespace holdfast::harness::sim
