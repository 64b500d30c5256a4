// SPDX-License-Identifier: Apache-2.0
// Goal: whatever a pair's engines see of two gateways, and in whatever order that changes, the
// roles are those of the table (spec 3.8). Method: every sequence of losses and returns, each with
// or without time until the next, against a model that is the table itself.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "reference/controller/test_site.h"

namespace holdfast::reference::controller {
namespace {

const std::array gateways{Ipv4Address{0xc0000201}, Ipv4Address{0xc0000202}};
constexpr int engine_count = 2;
constexpr int vs1 = 1;

/// What one engine no longer sees, or sees again, and whether time passes before the next change.
struct SightChange {
    int engine = 0;  ///< 0 or 1
    std::size_t gateway = 0;
    bool time_passes = false;
};

/// The table: whoever has lost a gateway hands over to a peer that sees all. Nothing else moves.
class Table {
  public:
    int active = 0;
    void change(const SightChange& change) {
        std::set<std::size_t>& lost = lost_[static_cast<std::size_t>(change.engine)];
        if (lost.erase(change.gateway) == 0) {
            lost.insert(change.gateway);
        }
    }
    void decide() {
        if (!lost_[static_cast<std::size_t>(active)].empty() &&
            lost_[static_cast<std::size_t>(1 - active)].empty()) {
            active = 1 - active;
        }
    }
    protocol::GatewaysLost word_of(int engine) const {
        protocol::GatewaysLost word;
        for (const std::size_t gateway : lost_[static_cast<std::size_t>(engine)]) {
            word.gateways.push_back(gateways[gateway]);
        }
        return word;
    }

  private:
    std::array<std::set<std::size_t>, engine_count> lost_;
};

class WatchedPair {
  public:
    WatchedPair() {
        for (int engine = 1; engine <= engine_count; ++engine) {
            site_.register_engine(engine, "pair");
        }
        site_.monitor_gateways({gateways.begin(), gateways.end()});
        site_.add_vip(vs1);
        site_.add_service(vs1, vs1, "pair");
        confirm();
    }
    void play(const SightChange& change) {
        table_.change(change);
        site_.say(change.engine + 1, table_.word_of(change.engine));
        if (change.time_passes) {
            wait();
        }
    }
    /// Longer than a peer is given to lose a gateway too; every release is confirmed.
    void wait() {
        table_.decide();
        site_.advance(3s);
        confirm();
    }
    int expected() const { return table_.active + 1; }
    int active() { return site_.active_of(vs1); }

  private:
    void confirm() {
        for (int round = 0; round < 2; ++round) {
            site_.confirm(1);
            site_.confirm(2);
        }
    }

    Site site_;
    Table table_;
};

/// Every change there is, without time behind it and with it.
SightChange change_of(unsigned number) {
    return {static_cast<int>(number & 1U), (number >> 1U) & 1U, (number & 4U) != 0};
}

void play_every_sequence(unsigned first_kind, unsigned kinds, unsigned length) {
    unsigned sequences = 1;
    for (unsigned i = 0; i < length; ++i) {
        sequences *= kinds;
    }
    for (unsigned code = 0; code < sequences; ++code) {
        WatchedPair pair;
        std::string told;
        for (unsigned step = 0, rest = code; step < length; ++step, rest /= kinds) {
            const SightChange change = change_of(first_kind + rest % kinds);
            told += fmt::format(" se{} gw{}{}", change.engine + 1, change.gateway + 1,
                                change.time_passes ? ", time" : "");
            pair.play(change);
        }
        pair.wait();
        ASSERT_EQ(pair.active(), pair.expected()) << told;
    }
}

// Four changes are enough for every combination of what two engines see of two gateways.
TEST(GatewaySweep, RolesAreThoseOfTheTableInEveryOrder) {
    play_every_sequence(4, 4, 4);
}

TEST(GatewaySweep, ChangesThatComeTogetherAreJudgedTogether) {
    play_every_sequence(0, 8, 3);
}

// GW-8: the second word comes just before the first one would have had consequences.
TEST(GatewaySweep, APeerThatLosesItALittleLaterChangesNothing) {
    Site site;
    site.register_engine(1, "pair");
    site.register_engine(2, "pair");
    site.monitor_gateways({gateways[0]});
    site.add_vip(vs1);
    site.add_service(vs1, vs1, "pair");
    site.confirm(1);
    site.confirm(2);
    site.say(1, protocol::GatewaysLost{{gateways[0]}});
    site.advance(1999ms);
    site.say(2, protocol::GatewaysLost{{gateways[0]}});
    site.advance(10s);
    EXPECT_EQ(site.active_of(vs1), 1);
}

}  // namespace
}  // namespace holdfast::reference::controller
