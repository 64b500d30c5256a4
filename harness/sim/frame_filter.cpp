// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/frame_filter.h"

namespace holdfast::harness::sim {

bool matches(const faults::FrameMatch& match, const packet::Packet& packet) {
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

}  // namespace holdfast::harness::sim
