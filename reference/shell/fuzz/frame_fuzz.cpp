// SPDX-License-Identifier: Apache-2.0
// Of any bytes either a flow is told or that there is none; a flow that is told stands in the
// frame.
#include <cstdint>
#include <span>

#include "base/check.h"
#include "reference/shell/frame_port.h"

namespace shell = holdfast::reference::shell;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t shortest = shell::ethernet_header_bytes + 20 + 4;
    const auto found = shell::flow_of_frame(std::span(data, size));
    if (!found) {
        return 0;
    }
    CHECK(size >= shortest, "a flow in {} bytes", size);
    const std::size_t header = std::size_t{data[shell::ethernet_header_bytes] & 0x0fU} * 4;
    const std::uint8_t* ports = data + shell::ethernet_header_bytes + header;
    CHECK(found->flow.client_port == (ports[0] << 8 | ports[1]), "another port than the frame's");
    CHECK(!found->opens || found->flow.transport == holdfast::reference::protocol::Transport::tcp,
          "a datagram opens nothing");
    return 0;
}
