// SPDX-License-Identifier: Apache-2.0
// The load: flows, connections, the observer's questions; and the same seed twice.
#include <gmock/gmock.h>

#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

using End = workload::Connection::End;

WorkloadRequest request_for(std::vector<Ipv4Address> vips) {
    WorkloadRequest request;
    request.workload.flows = 4;
    for (std::size_t i = 0; i < vips.size(); ++i) {
        scenario::VirtualServiceSpec service;
        service.name = "vs" + std::to_string(i + 1);
        service.vip = vips[i];
        request.services.push_back(service);
        request.watched.push_back({"front", vips[i]});
    }
    return request;
}

/// An engine that answers itself, at once, for every VIP that it holds.
Puppet& serve(Lab& lab, const std::string& node, const std::vector<Ipv4Address>& vips) {
    Puppet& engine = lab.puppet(node);
    engine.echoes = true;
    engine.context->bind_udp(5000);
    engine.context->listen(5001);
    for (const Ipv4Address address : vips) {
        engine.context->add_address(address, 3600s, "front");
        engine.context->announce(address, "front");
    }
    return engine;
}

TEST(Workload, SpreadsFlowsOverServicesAndLosesNothing) {
    Lab lab;
    const Ipv4Address second{vip.value + 1};
    serve(lab, "se1", {vip, second});
    ASSERT_TRUE(lab->start_workload(request_for({vip, second})));
    EXPECT_TRUE(
        wait_until(*lab, "every service answers", 2s, [&] { return lab->all_answered(500ms); }));
    lab.run(1s);

    const auto record = lab->stop_workload().value();
    ASSERT_EQ(record.flows.size(), 5U);
    EXPECT_EQ(record.flows[0].service, "vs1");
    EXPECT_EQ(record.flows[1].service, "vs2");
    EXPECT_EQ(record.flows[4].service, "control");
    EXPECT_EQ(record.flows[3].source_port, 20003);
    for (const workload::ProbeFlow& flow : record.flows) {
        EXPECT_GE(flow.sent.size(), 140U);  // 1.5 s at 100 a second
        EXPECT_GE(flow.replies.size() + 1, flow.sent.size()) << flow.service;
    }
}

TEST(Workload, KeepsConnectionsBusyAndOpensNewOnes) {
    Lab lab;
    serve(lab, "se1", {vip});
    ASSERT_TRUE(lab->start_workload(request_for({vip})));
    lab.run(2s);
    const auto record = lab->stop_workload().value();
    int kept = 0;
    for (const workload::Connection& connection : record.connections) {
        kept += connection.kept ? 1 : 0;
        EXPECT_THAT(connection.end, testing::AnyOf(End::open, End::closed));
        EXPECT_GE(connection.answered.size(), connection.kept ? 38U : 0U);  // 2 s / 50 ms
    }
    EXPECT_EQ(kept, 2);
    EXPECT_GE(record.connections.size(), 40U);
}

// The engine's program dies, its kernel goes on and loses the VIP: kept connections are reset, new
// ones time out, and nothing counts as answered.
TEST(Workload, RecordsAnOutage) {
    Lab lab;
    serve(lab, "se1", {vip});
    ASSERT_TRUE(lab->start_workload(request_for({vip})));
    lab.run(1s);
    ASSERT_TRUE(lab->all_answered(500ms));
    ASSERT_TRUE(lab->kill_programs("se1"));
    lab.run(2s);
    EXPECT_FALSE(lab->all_answered(500ms));

    const auto record = lab->stop_workload().value();
    std::map<End, int> ends;
    for (const workload::Connection& connection : record.connections) {
        ++ends[connection.end];
        EXPECT_TRUE(!connection.kept || connection.end == End::reset);
    }
    EXPECT_GT(ends[End::timed_out], 10);
    EXPECT_LT(record.flows[0].replies.size(), record.flows[0].sent.size() - 150);
    EXPECT_GE(record.flows.back().replies.size() + 1, record.flows.back().sent.size());
}

TEST(Workload, KeptConnectionsAreTriedUntilTheServiceIsUp) {
    Lab lab;
    ASSERT_TRUE(lab->start_workload(request_for({vip})));
    lab.run(1500ms);
    serve(lab, "se1", {vip});
    lab.run(5s);
    const auto record = lab->stop_workload().value();
    EXPECT_EQ(std::count_if(record.connections.begin(), record.connections.end(),
                            [](const auto& c) { return c.kept && c.end == End::open; }),
              2);
}

TEST(Workload, ObserverAsksForEveryWatchedAddress) {
    Lab lab;
    serve(lab, "se1", {vip});
    lab.run(10ms);
    ASSERT_TRUE(lab->start_capture());
    ASSERT_TRUE(lab->start_workload(request_for({vip})));
    lab.run(1s);
    const auto answers = lab.count("front", [&](const packet::Packet& p) {
        return p.arp() != nullptr && p.arp()->operation == packet::Arp::Operation::reply &&
               p.arp()->sender_ip == vip && p.arp()->target_ip == lab.address("observer", "front");
    });
    EXPECT_THAT(answers, testing::AllOf(testing::Ge(99U), testing::Le(102U)));  // every 10 ms
}

// ---- the same seed, the same world -------------------------------------------------------------

struct Story {
    std::vector<capture::Capture> captures;
    workload::WorkloadRecord record;
};

/// Load, loss, a death, a takeover, a pause.
Story tell(std::uint64_t seed) {
    Lab lab(seed, {{"se2", "front"}});
    const WorkloadRequest request = request_for({vip});
    EXPECT_TRUE(lab->start_capture());
    serve(lab, "se1", {vip});
    EXPECT_TRUE(lab->start_workload(request));
    lab.run(500ms);
    EXPECT_TRUE(lab->impair({"se2", "front"}, {2ms, 0.1}));
    EXPECT_TRUE(lab->kill_programs("se1"));
    lab.run(200ms);
    serve(lab, "se2", {vip});
    lab.run(500ms);
    EXPECT_TRUE(lab->pause_programs("se2"));
    lab.run(100ms);
    EXPECT_TRUE(lab->resume_programs("se2"));
    lab.run(500ms);
    auto record = lab->stop_workload().value();
    return {lab->stop_capture().value(), std::move(record)};
}

bool same_frames(const Story& a, const Story& b) {
    return std::equal(a.captures.begin(), a.captures.end(), b.captures.begin(), b.captures.end(),
                      [](const auto& one, const auto& other) {
                          return one.segment == other.segment && one.frames == other.frames;
                      });
}

TEST(Determinism, SameSeedGivesTheSameBytes) {
    const Story once = tell(5);
    const Story again = tell(5);
    EXPECT_TRUE(same_frames(once, again));
    EXPECT_EQ(once.record, again.record);
    EXPECT_GT(once.captures[0].frames.size(), 500U);
}

TEST(Determinism, AnotherSeedGivesOthers) {
    EXPECT_FALSE(same_frames(tell(5), tell(6)));
}

}  // namespace
}  // namespace holdfast::harness::sim
