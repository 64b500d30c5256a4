// SPDX-License-Identifier: Apache-2.0
// Flows by key: open addressing, because it is asked once for every packet. Bounded: when it is
// full, flows that were idle for long make room, and those that then still find none are counted.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "harness/timing/flow.h"

namespace holdfast::harness::timing {

class FlowTable {
  public:
    static constexpr std::size_t flows_max = 65'536;

    Flow* find(const FlowKey& key);
    /// Null: the table is full.
    Flow* add(const FlowKey& key, bool client_is_one, Duration threshold, const CaptureWatch* watch,
              Instant now);
    /// All that were ever seen, but those that left without having lost anything.
    std::vector<Flow*> all();
    std::uint64_t not_followed() const { return not_followed_; }
    std::uint64_t left() const { return left_; }
    std::size_t size() const { return live_.size(); }

  private:
    struct Place {
        std::uint32_t hash = 0;
        std::uint32_t flow = 0;  ///< index into live_ plus one; 0: empty
    };
    void place(std::uint64_t hash, std::uint32_t flow);
    void grow();
    void make_room(Instant now);

    std::vector<Place> places_ = std::vector<Place>(1024);
    std::vector<std::unique_ptr<Flow>> live_;
    std::vector<std::unique_ptr<Flow>> retired_;  ///< gone, and they lost something
    std::uint64_t not_followed_ = 0;
    std::uint64_t left_ = 0;
    bool swept_ = false;
    Instant next_sweep_;
};

}  // namespace holdfast::harness::timing
