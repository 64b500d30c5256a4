// SPDX-License-Identifier: Apache-2.0
// Captures every frame that the switches deliver to a node, by libpcap on every bridge port, from
// outside of every node's namespace. Only tap.cpp knows libpcap.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "faults/nemesis.h"
#include "harness/capture/frame.h"
#include "harness/mininet/layout.h"
#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

class Tap {
  public:
    struct Plan {
        std::vector<std::string> segments;  ///< in the topology's order
        Duration epoch{};
        std::map<MacAddress, std::string> node_of;
    };
    /// Returns when every port is being listened to.
    static Result<std::unique_ptr<Tap>> start(const NetNamespace& where, const Layout& layout,
                                              Plan plan);
    Tap(const Tap&) = delete;
    Tap& operator=(const Tap&) = delete;
    ~Tap();

    /// Gratuitous ARPs since the last call, each once however many ports it was flooded to.
    std::vector<faults::Sighting> new_sightings();
    /// Reads what is still in the rings, then ends. One capture a segment, sorted, without copies.
    Result<std::vector<capture::Capture>> stop();
    /// Frames that the kernel could not put into a ring; final after stop().
    std::uint64_t drops() const;

  private:
    struct State;
    explicit Tap(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::harness::mininet
