// SPDX-License-Identifier: Apache-2.0
// Ethernet frames of one interface: those with certain IPv4 addresses are shown as they arrive, and
// can be sent on to another node of the link.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>

#include "base/address.h"
#include "base/bytes.h"
#include "base/result.h"
#include "reference/protocol/messages.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/offload.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

/// A frame with what its sender left for a network card to do: a checksum, cutting into segments.
struct Frame {
    Offload offload{};
    std::span<std::uint8_t> bytes;  ///< from the Ethernet header on
};

inline constexpr std::size_t ethernet_header_bytes = 14;
/// A kernel that cuts segments late shows up to 64 KiB at once.
inline constexpr std::size_t frame_max = 65536 + ethernet_header_bytes;

/// What a frame says of the flow that it belongs to.
struct FrameOfFlow {
    protocol::Flow flow;
    MacAddress sender;
    bool opens = false;  ///< TCP: a SYN that is no answer
};
/// A frame from a client. None: not TCP or UDP by IPv4, cut short, or a fragment, whose flow cannot
/// be told.
std::optional<FrameOfFlow> flow_of_frame(std::span<const std::uint8_t> frame);

class FramePort {
  public:
    /// Called with frames whose bytes may be changed, and are gone when it returns.
    using Shown = std::function<void(Frame)>;
    static Result<std::unique_ptr<FramePort>> open(EventLoop& loop, int interface, Shown shown);

    /// Frames for these destinations, and those from these sources, are shown from now on. Frames
    /// that others see are not kept from them.
    void show(const std::set<Ipv4Address>& destinations, const std::set<Ipv4Address>& sources = {});
    /// From this interface's own hardware address, as every switch expects. A frame that the
    /// interface does not take is lost, as on any wire.
    void send_on(const Frame& frame, const MacAddress& own, const MacAddress& to);

  private:
    FramePort(EventLoop& loop, UniqueFd fd, Shown shown);
    void drain();

    UniqueFd fd_;
    Shown shown_;
    Bytes buffer_;
    std::unique_ptr<Watch> watch_;
};

}  // namespace holdfast::reference::shell
