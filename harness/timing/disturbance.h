// SPDX-License-Identifier: Apache-2.0
// Packets that came, but doubled or out of order (RFC 4737, RFC 5560): no loss of connectivity, yet
// impaired.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "harness/timing/packet_ref.h"

namespace holdfast::harness::timing {

struct Disturbance {
    enum class Kind { out_of_order, duplicate };
    Kind kind = Kind::out_of_order;
    Instant at;
    PacketRef packet;
};

/// The first thousand of a flow; the totals count all.
class Disturbances {
  public:
    void take(const Disturbance& disturbance) {
        if (kept_.size() < kept_max) {
            kept_.push_back(disturbance);
        }
    }
    const std::vector<Disturbance>& kept() const { return kept_; }

  private:
    static constexpr std::size_t kept_max = 1000;
    std::vector<Disturbance> kept_;
};

}  // namespace holdfast::harness::timing
