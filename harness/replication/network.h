// SPDX-License-Identifier: Apache-2.0
// The simulated network: what becomes of a message, by the draws of one seed and the cuts in force.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "harness/replication/schedule.h"

namespace holdfast::harness::replication {

using FaultId = std::size_t;

class SimNetwork {
  public:
    SimNetwork(const Network& network, std::uint64_t seed);

    /// When the copies of a message sent now arrive; none when it is lost.
    std::vector<Instant> deliveries(Instant now, Member from, Member to);
    /// Asked again on arrival: what is on its way when a cut begins is lost.
    bool connected(Member from, Member to) const;

    /// Each is undone by heal() with the same id.
    void partition(FaultId id, std::set<Member> side) { partitions_[id] = std::move(side); }
    void mute(FaultId id, std::set<Member> side) { muted_[id] = std::move(side); }
    void lose(FaultId id, double probability) { bursts_[id] = probability; }
    void heal(FaultId id);

  private:
    bool lost();
    Duration delay();

    Network network_;
    Rng rng_;
    std::map<std::pair<Member, Member>, Instant> last_arrival_;
    std::map<FaultId, std::set<Member>> partitions_;
    std::map<FaultId, std::set<Member>> muted_;
    std::map<FaultId, double> bursts_;
};

}  // namespace holdfast::harness::replication
