// SPDX-License-Identifier: Apache-2.0
// Goal: real API clients speak HTTPS as the SDKs do, and record what became of every call. Method:
// the program of its own, on loop-back, against a stand-in for the controller, which answers,
// throws sessions away, falls silent, or goes.
#include "harness/mininet/api_clients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/mininet/https_stand_in.h"
#include "harness/mininet/kernel_stamp.h"
#include "harness/workload/stand_in_api.h"

namespace holdfast::harness::mininet {
namespace {

using workload::ApiCall;
using Kind = workload::ApiClientPlan::Kind;

class RealApiClients : public testing::Test {
  protected:
    RealApiClients()
        : server_([this](const workload::ApiRequest& request) {
              if (forgets_.exchange(false)) {
                  api_.forget_sessions();
              }
              return api_.handle(request);
          }) {
        auto started =
            ApiClients::start({0ns,
                               {plan("writer-1", Kind::writer), plan("reader-1", Kind::reader),
                                plan(workload::read_back_client, Kind::read_back),
                                plan(workload::read_back_client, Kind::read_back, "controller9")}},
                              log_);
        CHECK(started.has_value(), "{}", started.error().message);
        clients_ = std::move(*started);
    }
    ~RealApiClients() override { std::filesystem::remove(log_); }

    workload::ApiClientPlan plan(const std::string& name, Kind kind,
                                 const std::string& through = "controller1") {
        workload::ApiClientPlan plan;
        plan.name = name;
        plan.through = through;
        plan.address = {INADDR_LOOPBACK};
        plan.port = server_.port();
        plan.kind = kind;
        plan.objects = {"wl-0", "wl-1"};
        plan.interval = 5ms;
        return plan;
    }
    /// Looks every millisecond, for at most 10 s of a busy machine.
    static bool until(const std::function<bool()>& condition) {
        const Instant limit = clock_now(0ns) + 10s;
        while (!condition() && clock_now(0ns) < limit) {
            std::this_thread::sleep_for(1ms);
        }
        return condition();
    }
    /// Every client got an answer to a call that it began from now on.
    bool all_answered() {
        const Instant since = clock_now(0ns);
        return until([&] { return clients_->answered(since); });
    }
    /// For twenty of their intervals.
    bool nobody_is_answered() {
        return until([&] { return !clients_->answered(clock_now(0ns) - 100ms); });
    }
    std::vector<ApiCall> calls() {
        auto all = clients_->stop();
        CHECK(all.has_value(), "{}", all.error().message);
        return *all;
    }

    std::string log_ = (std::filesystem::temp_directory_path() /
                        ("holdfast-api-clients-" + std::to_string(getpid())))
                           .string();
    workload::StandInApi api_;
    std::atomic<bool> forgets_{false};
    HttpsStandIn server_;
    std::unique_ptr<ApiClients> clients_;
};

TEST_F(RealApiClients, WriteReadAndReadBackOverOneConnectionEach) {
    ASSERT_TRUE(all_answered());
    ASSERT_TRUE(all_answered());
    EXPECT_EQ(server_.connections(), 2);
    ASSERT_TRUE(clients_->read_back({"controller1"}));
    EXPECT_TRUE(until([&] { return clients_->read_back_done(); }));
    EXPECT_EQ(server_.connections(), 3) << "none for controller9";
    const auto all = calls();
    EXPECT_GE(all.size(), 6U);
    for (const ApiCall& call : all) {
        EXPECT_EQ(call.outcome, ApiCall::Outcome::ok) << call.client << " " << call.message;
        EXPECT_LE(call.invoked, call.completed.value_or(Instant()));
    }
}

TEST_F(RealApiClients, LogInAgainWhenTheirSessionIsGone) {
    ASSERT_TRUE(all_answered());
    forgets_ = true;
    ASSERT_TRUE(until([&] { return !forgets_; }));
    EXPECT_TRUE(all_answered());
}

TEST_F(RealApiClients, AWriteThatIsUnderWayWhenTheyStopIsUnknown) {
    ASSERT_TRUE(all_answered());
    server_.fall_silent();
    ASSERT_TRUE(nobody_is_answered());
    for (const ApiCall& call : calls()) {
        EXPECT_EQ(call.outcome == ApiCall::Outcome::ok, call.completed.has_value());
    }
}

TEST_F(RealApiClients, ACallThatWasNeverSentIsCertainlyNotDone) {
    ASSERT_TRUE(all_answered());
    server_.close();
    ASSERT_TRUE(nobody_is_answered());
    const auto all = calls();
    EXPECT_EQ(all.back().client, "writer-1");
    EXPECT_EQ(all.back().outcome, ApiCall::Outcome::fail) << all.back().message;
    EXPECT_EQ(all.back().status, 0);
}

}  // namespace
}  // namespace holdfast::harness::mininet
