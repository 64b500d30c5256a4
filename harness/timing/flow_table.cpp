// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/flow_table.h"

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

// Longer than any failover that is still watched; a flow that idles so long is over.
constexpr Duration idle_max = 60s;
// A connection that was closed may still see a retransmission.
constexpr Duration closed_idle_max = 1s;
constexpr std::size_t retired_max = 10'000;
// A sweep looks at every flow; a capture with more flows than fit is not swept all the time.
constexpr Duration sweep_every = 1s;

}  // namespace

Flow* FlowTable::find(const FlowKey& key) {
    const std::uint64_t hash = hash_of(key);
    const auto short_hash = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t i = hash & (places_.size() - 1); places_[i].flow != 0;
         i = (i + 1) & (places_.size() - 1)) {
        if (places_[i].hash == short_hash && live_[places_[i].flow - 1]->key() == key) {
            return live_[places_[i].flow - 1].get();
        }
    }
    return nullptr;
}

void FlowTable::place(std::uint64_t hash, std::uint32_t flow) {
    std::size_t i = hash & (places_.size() - 1);
    while (places_[i].flow != 0) {
        i = (i + 1) & (places_.size() - 1);
    }
    places_[i] = {static_cast<std::uint32_t>(hash >> 32), flow};
}

void FlowTable::grow() {
    places_.assign(places_.size(), Place{});
    if (live_.size() * 2 >= places_.size()) {
        places_.assign(places_.size() * 2, Place{});
    }
    for (std::size_t i = 0; i < live_.size(); ++i) {
        place(hash_of(live_[i]->key()), static_cast<std::uint32_t>(i + 1));
    }
}

void FlowTable::make_room(Instant now) {
    if (swept_ && now < next_sweep_) {
        return;
    }
    swept_ = true;
    next_sweep_ = now + sweep_every;
    const auto over = [&](const std::unique_ptr<Flow>& flow) {
        const Duration idle = now - flow->touched();
        return idle > idle_max || (flow->closed() && idle > closed_idle_max);
    };
    std::vector<std::unique_ptr<Flow>> staying;
    for (auto& flow : live_) {
        if (!over(flow)) {
            staying.push_back(std::move(flow));
            continue;
        }
        flow->finish(now);
        if (!flow->periods().found().empty() && retired_.size() < retired_max) {
            retired_.push_back(std::move(flow));
        } else {
            ++left_;
        }
    }
    live_ = std::move(staying);
    grow();
}

Flow* FlowTable::add(const FlowKey& key, bool client_is_one, Duration threshold,
                     const CaptureWatch* watch, Instant now) {
    if (live_.size() >= flows_max) {
        make_room(now);
        if (live_.size() >= flows_max) {
            ++not_followed_;
            return nullptr;
        }
    }
    live_.push_back(std::make_unique<Flow>(key, client_is_one, threshold, watch));
    if (live_.size() * 2 >= places_.size()) {
        grow();
    } else {
        place(hash_of(key), static_cast<std::uint32_t>(live_.size()));
    }
    return live_.back().get();
}

std::vector<Flow*> FlowTable::all() {
    std::vector<Flow*> flows;
    for (auto* list : {&retired_, &live_}) {
        for (const auto& flow : *list) {
            flows.push_back(flow.get());
        }
    }
    return flows;
}

}  // namespace holdfast::harness::timing
