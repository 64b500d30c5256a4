// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/network.h"

#include <algorithm>

namespace holdfast::harness::replication {

SimNetwork::SimNetwork(const Network& network, std::uint64_t seed)
    : network_(network), rng_(Rng(seed).fork("network")) {}

std::vector<Instant> SimNetwork::deliveries(Instant now, Member from, Member to) {
    if (!connected(from, to) || lost()) {
        return {};
    }
    std::vector<Instant> arrivals = {now + delay()};
    if (rng_.chance(network_.duplicates)) {
        arrivals.push_back(now + delay());
    }
    if (network_.in_order) {
        Instant& last = last_arrival_[{from, to}];
        for (Instant& arrival : arrivals) {
            arrival = last = std::max(last, arrival);
        }
    }
    return arrivals;
}

bool SimNetwork::connected(Member from, Member to) const {
    const auto apart = [&](const auto& cut) {
        return cut.second.contains(from) != cut.second.contains(to);
    };
    const auto silenced = [&](const auto& mute) {
        return mute.second.contains(from) && !mute.second.contains(to);
    };
    return std::none_of(partitions_.begin(), partitions_.end(), apart) &&
           std::none_of(muted_.begin(), muted_.end(), silenced);
}

void SimNetwork::heal(FaultId id) {
    partitions_.erase(id);
    muted_.erase(id);
    bursts_.erase(id);
}

bool SimNetwork::lost() {
    bool lost = rng_.chance(network_.loss);
    for (const auto& [id, probability] : bursts_) {
        lost = rng_.chance(probability) || lost;
    }
    return lost;
}

Duration SimNetwork::delay() {
    return Duration(rng_.between(network_.delay_min.count(), network_.delay_max.count()));
}

}  // namespace holdfast::harness::replication
