// SPDX-License-Identifier: Apache-2.0
// One Ethernet segment: a learning switch with a port for each attached node, and what faults do to
// ports, wires and frames.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "faults/world.h"
#include "harness/capture/frame.h"
#include "harness/sim/event_queue.h"
#include "harness/sim/frame_filter.h"
#include "harness/sim/frame_pool.h"

namespace holdfast::harness::sim {

class Kernel;
class Network;

/// A node's link to the segment.
struct Port {
    std::string node;
    Kernel* kernel = nullptr;
    std::size_t interface = 0;
    bool carrier = true;
    bool forwarding = true;
    faults::Impairment impairment;
    faults::LinkCounters counters;
    std::uint64_t impaired = 0;
    Instant last_entry;     // of a frame from the node: frames keep their order on each link
    Instant last_delivery;  // of a frame to the node
};

class Segment : public EventHandler {
  public:
    Segment(Network& network, std::string name, const Rng& chance);

    const std::string& name() const { return name_; }
    std::size_t attach(const std::string& node, Kernel& kernel, std::size_t interface);
    std::vector<Port>& ports() { return ports_; }
    Port* port_of(const std::string& node);

    /// A node puts a frame on its wire.
    void send(std::size_t port, packet::Packet&& packet);
    /// The node sees it, and the switch forgets who was there.
    void set_carrier(Port& port, bool up);

    std::vector<FrameFilter>& filters() { return filters_; }
    capture::Capture& capture() { return capture_; }

    void handle(std::uint64_t argument) override;

  private:
    void enter(std::size_t port, FrameIndex index);
    void schedule_delivery(std::size_t port, FrameIndex index);
    void deliver(std::size_t port, FrameIndex index);
    void see(Frame& frame);
    bool filtered(std::size_t from, std::optional<std::size_t> to, const packet::Packet& packet);
    void learn(const MacAddress& mac, std::size_t port);
    std::optional<std::size_t> port_with(const MacAddress& mac) const;

    Network& network_;
    std::string name_;
    Rng chance_;
    std::vector<Port> ports_;
    struct Learnt {
        MacAddress mac;
        std::size_t port = 0;
        Instant at;
    };
    std::vector<Learnt> learnt_;
    std::vector<FrameFilter> filters_;
    capture::Capture capture_;
};

}  // namespace holdfast::harness::sim
