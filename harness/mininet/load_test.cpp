// SPDX-License-Identifier: Apache-2.0
// Capture and workload of a testbed whose "virtual service" is a responder on se1.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "harness/mininet/driver.h"
#include "harness/mininet/test_network.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::mininet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using workload::Connection;

class Load : public MininetTest {
  protected:
    void SetUp() override {
        MininetTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        testbed_ = up();
        ASSERT_NE(testbed_, nullptr);
        ASSERT_DONE(testbed_->install({"se1",
                                       {find_helper("holdfast-responder").value()},
                                       testbed_->folder() + "/se1.log",
                                       {}}));
        ASSERT_DONE(testbed_->start_programs("se1"));
        settle(50ms);
    }

    WorkloadRequest request() const {
        WorkloadRequest asked;
        asked.workload.flows = 4;
        asked.services = {{"vs1", address("192.0.2.11")}};
        asked.watched = {{"front", address("192.0.2.11")}};
        return asked;
    }
    void settle(Duration duration) { testbed_->advance(testbed_->now() + duration); }
    void answered(Duration window) {
        ASSERT_DONE(wait_until(*testbed_, "everything answers", 5s,
                               [&] { return testbed_->all_answered(window); }));
    }

    std::unique_ptr<MininetTestbed> testbed_;
};

std::size_t count(const capture::Capture& capture,
                  const std::function<bool(const packet::Packet&)>& wanted) {
    return static_cast<std::size_t>(
        std::count_if(capture.frames.begin(), capture.frames.end(), [&](const auto& frame) {
            const auto decoded = packet::decode(frame.bytes);
            return decoded && wanted(*decoded);
        }));
}

TEST_F(Load, EveryProbeComesBackAndTheControlFlowIsLast) {
    ASSERT_DONE(testbed_->start_workload(request()));
    answered(400ms);
    const auto record = testbed_->stop_workload();
    ASSERT_DONE(record);
    ASSERT_THAT(record.value().flows, SizeIs(5));
    for (const workload::ProbeFlow& flow : record.value().flows) {
        EXPECT_EQ(flow.replies.size(), flow.sent.size()) << flow.service;
        EXPECT_GT(flow.sent.size(), 20U);
        EXPECT_GE(flow.replies.front().received, flow.sent.front());
    }
    EXPECT_EQ(record.value().flows.back().service, "control");
    EXPECT_EQ(record.value().flows.front().service, "vs1");
}

TEST_F(Load, ConnectionsAreKeptAndShortOnesEnd) {
    ASSERT_DONE(testbed_->start_workload(request()));
    answered(400ms);
    const auto record = testbed_->stop_workload();
    ASSERT_DONE(record);
    const auto& all = record.value().connections;
    ASSERT_GE(all.size(), 6U);
    EXPECT_TRUE(all[0].kept && all[1].kept);
    EXPECT_EQ(all[0].end, Connection::End::open);
    EXPECT_GE(all[0].answered.size(), 4U);
    EXPECT_FALSE(all[2].kept);
    EXPECT_EQ(all[2].end, Connection::End::closed);
    EXPECT_THAT(all[2].answered, SizeIs(1));
}

TEST_F(Load, KilledServiceRefusesAndItsProbesStayUnanswered) {
    ASSERT_DONE(testbed_->start_workload(request()));
    answered(400ms);
    ASSERT_DONE(testbed_->kill_programs("se1"));
    settle(400ms);
    EXPECT_FALSE(testbed_->all_answered(400ms));
    const auto record = testbed_->stop_workload();
    ASSERT_DONE(record);
    const auto& flows = record.value().flows;
    EXPECT_LT(flows.front().replies.size(), flows.front().sent.size());
    EXPECT_EQ(flows.back().replies.size(), flows.back().sent.size());  // control is untouched
    const auto& all = record.value().connections;
    EXPECT_EQ(all[0].end, Connection::End::reset);
    EXPECT_TRUE(std::any_of(all.begin(), all.end(),
                            [](const Connection& c) { return c.end == Connection::End::refused; }));
}

TEST_F(Load, SilentServiceTimesOut) {
    auto asked = request();
    ASSERT_DONE(testbed_->start_workload(asked));
    answered(400ms);
    ASSERT_DONE(testbed_->set_forwarding(se1_front, false));
    settle(1300ms);
    const auto record = testbed_->stop_workload();
    ASSERT_DONE(record);
    EXPECT_EQ(record.value().connections[0].end, Connection::End::timed_out);
    EXPECT_GE(*record.value().connections[0].ended - record.value().connections[0].answered.back(),
              1s);
}

TEST_F(Load, CaptureHoldsEachFrameOnceHoweverManyPortsSawIt) {
    ASSERT_DONE(testbed_->start_capture());
    const Instant before = testbed_->now();
    ASSERT_DONE(announce(*testbed_, "se2", address("192.0.2.100")));
    settle(20ms);
    ASSERT_DONE(announce(*testbed_, "se2", address("192.0.2.100")));
    settle(20ms);
    const auto captures = testbed_->stop_capture();
    ASSERT_DONE(captures);
    ASSERT_THAT(captures.value(), SizeIs(3));
    EXPECT_EQ(captures.value()[1].segment, "front");
    const auto gratuitous = [](const packet::Packet& p) {
        return p.arp() && p.arp()->gratuitous();
    };
    EXPECT_EQ(count(captures.value()[1], gratuitous), 2U);
    EXPECT_EQ(count(captures.value()[0], gratuitous), 0U);
    EXPECT_GE(captures.value()[1].frames.front().at, before);
    EXPECT_LE(captures.value()[1].frames.back().at, testbed_->now());
    EXPECT_EQ(testbed_->fidelity().capture_drops, 0U);
}

TEST_F(Load, CaptureGoesOnAfterItsPortWasDown) {
    ASSERT_DONE(testbed_->start_capture());
    for (const faults::Link& link : testbed_->links_on("front")) {
        ASSERT_DONE(testbed_->set_carrier(link, false));
        settle(5ms);
        ASSERT_DONE(testbed_->set_carrier(link, true));
    }
    const Instant healed = testbed_->now();
    ASSERT_DONE(announce(*testbed_, "se2", address("192.0.2.100")));
    settle(20ms);
    const auto captures = testbed_->stop_capture();
    ASSERT_DONE(captures);
    const auto& frames = captures.value()[1].frames;
    EXPECT_TRUE(std::any_of(frames.begin(), frames.end(), [&](const auto& frame) {
        const auto decoded = packet::decode(frame.bytes);
        return frame.at > healed && decoded && decoded->arp() && decoded->arp()->gratuitous();
    }));
}

TEST_F(Load, GratuitousArpIsSightedOnceWithItsSender) {
    std::vector<faults::Sighting> seen;
    testbed_->on_sighting([&](const faults::Sighting& sighting) { seen.push_back(sighting); });
    ASSERT_DONE(testbed_->start_capture());
    ASSERT_DONE(announce(*testbed_, "se2", address("192.0.2.100")));
    ASSERT_DONE(wait_until(*testbed_, "a sighting", 1s, [&] { return !seen.empty(); }));
    settle(20ms);
    ASSERT_THAT(seen, SizeIs(1));
    EXPECT_EQ(seen[0].subject, "se2");
    EXPECT_EQ(seen[0].kind, faults::Sighting::Kind::gratuitous_arp);
    ASSERT_DONE(testbed_->stop_capture());
}

TEST_F(Load, CaptureShowsTheProbesAndTheObserversQuestions) {
    ASSERT_DONE(testbed_->start_capture());
    ASSERT_DONE(testbed_->start_workload(request()));
    answered(400ms);
    const auto record = testbed_->stop_workload();
    settle(20ms);
    const auto captures = testbed_->stop_capture();
    ASSERT_DONE(record);
    ASSERT_DONE(captures);
    const auto& flow = record.value().flows.front();
    for (const std::size_t segment : {0U, 1U}) {  // client's side and front: there, and back
        EXPECT_EQ(count(captures.value()[segment],
                        [&](const packet::Packet& p) {
                            return p.udp() && p.udp()->source_port == flow.source_port;
                        }),
                  flow.sent.size());
        EXPECT_EQ(count(captures.value()[segment],
                        [&](const packet::Packet& p) {
                            return p.udp() && p.udp()->destination_port == flow.source_port;
                        }),
                  flow.replies.size());
    }
    const auto asks = [](const packet::Packet& p) {
        return p.arp() && p.arp()->operation == packet::Arp::Operation::request &&
               p.arp()->sender_ip == address("192.0.2.9") &&
               p.arp()->target_ip == address("192.0.2.11");
    };
    const auto answers = [](const packet::Packet& p) {
        return p.arp() && p.arp()->operation == packet::Arp::Operation::reply &&
               p.arp()->sender_ip == address("192.0.2.11");
    };
    // Each 10 ms for at least 400 ms; a busy machine may send half as many.
    EXPECT_GE(count(captures.value()[1], asks), 20U);
    EXPECT_GE(count(captures.value()[1], answers), 20U);
}

}  // namespace
}  // namespace holdfast::harness::mininet
