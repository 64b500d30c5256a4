// SPDX-License-Identifier: Apache-2.0
// Goal: HM-6. A server that fails clients gets a quarter of its share and is never left out.
// Method: forty connections are given out, and counted by server.
#include "reference/balancing/server_pool.h"

#include <gtest/gtest.h>

namespace holdfast::reference::balancing {
namespace {

const ServerEndpoint good{{0xCB007115}, 5001};  // 203.0.113.21
const ServerEndpoint bad{{0xCB007116}, 5001};

class UsedPool {
  public:
    explicit UsedPool(model::LbAlgorithm algorithm = model::LbAlgorithm::LB_ALGORITHM_ROUND_ROBIN) {
        resolved_.servers = {good, bad};
        resolved_.lb_algorithm = algorithm;
        pool_.change(resolved_);
    }
    UsedPool& without_passive_monitor() {
        resolved_.inline_health_monitor = false;
        pool_.change(resolved_);
        return *this;
    }
    UsedPool& fails_clients(int times) {
        for (int i = 0; i < times; ++i) {
            pool_.client_failed(bad);
        }
        return *this;
    }
    UsedPool& serves_a_client() {
        pool_.client_served(bad);
        return *this;
    }
    UsedPool& loses(const ServerEndpoint& server) {
        states_.set(server, false);
        return *this;
    }
    /// Of forty connections, those that the bad server gets; each ends before the next begins.
    int share_of_bad() {
        int share = 0;
        for (int i = 0; i < 40; ++i) {
            const auto chosen = pool_.choose();
            share += chosen == bad ? 1 : 0;
        }
        return share;
    }

  private:
    ServerStates states_;
    protocol::ResolvedPool resolved_;
    ServerPool pool_{states_};
};

TEST(PassiveMonitor, LeavesServersAloneThatServe) {
    EXPECT_EQ(UsedPool().share_of_bad(), 20);
    EXPECT_EQ(UsedPool().fails_clients(1).share_of_bad(), 20) << "one client may have bad luck";
}

TEST(PassiveMonitor, LeavesAQuarterToAServerThatFailsClients) {
    // A quarter beside one whole share is a fifth of forty.
    EXPECT_EQ(UsedPool().fails_clients(2).share_of_bad(), 8);
    EXPECT_EQ(UsedPool(model::LbAlgorithm::LB_ALGORITHM_LEAST_CONNECTIONS)
                  .fails_clients(2)
                  .share_of_bad(),
              8);
}

TEST(PassiveMonitor, ForgivesAServerThatServesAgain) {
    EXPECT_EQ(UsedPool().fails_clients(2).serves_a_client().share_of_bad(), 20);
}

TEST(PassiveMonitor, NeverTakesTheLastServerAway) {
    EXPECT_EQ(UsedPool().fails_clients(9).loses(good).share_of_bad(), 40);
}

TEST(PassiveMonitor, CanBeSwitchedOff) {
    EXPECT_EQ(UsedPool().without_passive_monitor().fails_clients(9).share_of_bad(), 20);
}

}  // namespace
}  // namespace holdfast::reference::balancing
