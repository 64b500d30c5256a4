// SPDX-License-Identifier: Apache-2.0
// Goal: simulated API clients load the control plane and record what became of every call. Method:
// a stand-in for a controller that answers, is killed, falls silent, and is read back.
#include <gmock/gmock.h>

#include "harness/sim/sim_testbed.h"
#include "harness/workload/stand_in_api.h"

namespace holdfast::harness::sim {
namespace {

using workload::ApiCall;
using Kind = workload::ApiClientPlan::Kind;

/// Serves the API on port 443 of its node; what it holds outlives it.
class Controller : public Program {
  public:
    explicit Controller(workload::StandInApi& api) : api_(api) {}
    void start(ProgramContext& context) override {
        context_ = &context;
        context.listen(workload::api_port);
    }
    void stream(const StreamEvent& event) override {
        if (event.kind == StreamEvent::Kind::line) {
            const auto request = workload::decode_api_request(event.line);
            context_->send_line(event.stream,
                                workload::encode(workload::Numbered<workload::ApiResponse>{
                                    request->id, api_.handle(request->message)}));
        }
    }
    void terminate() override { context_->exit(); }

  private:
    workload::StandInApi& api_;
    ProgramContext* context_ = nullptr;
};

class ApiLoad : public testing::Test {
  protected:
    ApiLoad() : testbed_(*topology::find_topology("cluster_of_three"), BringUp{{}, 1, ""}) {
        EXPECT_TRUE(
            testbed_.install("controller2", [this] { return std::make_unique<Controller>(api_); }));
        EXPECT_TRUE(testbed_.start_programs("controller2"));
        WorkloadRequest request;
        request.api_clients = {plan("writer-1", Kind::writer), plan("reader-1", Kind::reader),
                               plan(workload::read_back_client, Kind::read_back),
                               plan(workload::read_back_client, Kind::read_back, "controller3")};
        EXPECT_TRUE(testbed_.start_workload(request));
    }
    static workload::ApiClientPlan plan(const std::string& name, Kind kind,
                                        const std::string& through = "controller2") {
        workload::ApiClientPlan plan;
        plan.name = name;
        plan.through = through;
        plan.address = *parse_ipv4("198.18.0.6");
        plan.kind = kind;
        plan.objects = {"wl-0", "wl-1"};
        plan.interval = 20ms;
        return plan;
    }
    void run(Duration length) { testbed_.advance(testbed_.now() + length); }
    std::vector<ApiCall> calls() { return testbed_.stop_workload()->api_calls; }
    static std::size_t count(const std::vector<ApiCall>& calls, ApiCall::Outcome outcome) {
        return static_cast<std::size_t>(
            std::count_if(calls.begin(), calls.end(),
                          [&](const ApiCall& call) { return call.outcome == outcome; }));
    }

    workload::StandInApi api_;
    SimTestbed testbed_;
};

TEST_F(ApiLoad, EveryCallSucceedsWhileTheControllerAnswers) {
    run(2s);
    EXPECT_TRUE(testbed_.api_answered(400ms));
    const auto recorded = calls();
    EXPECT_GE(recorded.size(), 150U);  // two clients, a call every 20 ms and its round trip
    EXPECT_GE(count(recorded, ApiCall::Outcome::ok) + 2, recorded.size());
}

TEST_F(ApiLoad, AKilledControllerRefusesAndIsFoundAgain) {
    run(1s);
    ASSERT_TRUE(testbed_.kill_programs("controller2"));
    run(1s);
    EXPECT_FALSE(testbed_.api_answered(400ms));
    api_.forget_sessions();
    ASSERT_TRUE(testbed_.start_programs("controller2"));
    run(1s);
    EXPECT_TRUE(testbed_.api_answered(400ms));
    EXPECT_GE(count(calls(), ApiCall::Outcome::fail), 20U);
}

TEST_F(ApiLoad, AWriteToASilentControllerIsUnknown) {
    run(1s);
    ASSERT_TRUE(testbed_.pause_programs("controller2"));
    run(2 * workload::api_patience);
    const auto recorded = calls();
    const auto lost = std::find_if(recorded.begin(), recorded.end(), [](const ApiCall& call) {
        return call.outcome != ApiCall::Outcome::ok && !call.message.empty();
    });
    ASSERT_NE(lost, recorded.end());
    EXPECT_THAT(lost->message, testing::HasSubstr("no answer within 3.00s"));
}

TEST_F(ApiLoad, WritersStopForTheReadBack) {
    run(1s);
    ASSERT_TRUE(testbed_.start_read_back({"controller2"}));
    EXPECT_FALSE(testbed_.read_back_done());
    run(500ms);
    EXPECT_TRUE(testbed_.read_back_done());
    const auto recorded = calls();
    std::vector<std::string> read;
    for (const ApiCall& call : recorded) {
        if (call.client == workload::read_back_client) {
            read.push_back(call.object);
        } else {
            EXPECT_LE(call.invoked, Instant(1s));
        }
    }
    EXPECT_THAT(read, testing::ElementsAre("wl-0", "wl-1")) << "nothing through controller3";
}

}  // namespace
}  // namespace holdfast::harness::sim
