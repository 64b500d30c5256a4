// SPDX-License-Identifier: Apache-2.0
// The small TCP: what programs, kernels and wires do to a stream.
#include <gmock/gmock.h>

#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

using Kind = StreamEvent::Kind;

const faults::Link se1_front{"se1", "front"};

/// A stream from the observer to se1's own address on the front segment.
struct Talk {
    Lab lab{3, {se1_front}};
    Puppet& caller = lab.puppet("observer");
    Puppet& callee = lab.puppet("se1");
    StreamId stream = 0;

    Talk() {
        callee.context->listen(8443);
        stream = caller.context->connect({lab.address("se1", "front"), 8443});
        lab.run(10ms);
    }
    void say(const std::string& line) { caller.context->send_line(stream, line); }
};

TEST(Stream, CarriesLinesBothWays) {
    Talk talk;
    talk.callee.echoes = true;
    talk.say("one");
    talk.say("two");
    talk.lab.run(10ms);
    EXPECT_TRUE(talk.caller.heard(Kind::opened));
    EXPECT_TRUE(talk.callee.heard(Kind::accepted));
    EXPECT_THAT(talk.caller.lines(), testing::ElementsAre("one", "two"));
}

// 5,000 bytes are four segments; three frames in ten are lost, each way.
TEST(Stream, KeepsOrderAndLongLinesOverALossyLink) {
    Talk talk;
    ASSERT_TRUE(talk.lab->impair(se1_front, {Duration(0), 0.3}));
    std::vector<std::string> said;
    for (char c = 'a'; c <= 'j'; ++c) {
        said.push_back(std::string(c == 'c' ? 5000 : 10, c));
        talk.say(said.back());
        talk.lab.run(20ms);
    }
    talk.lab.run(30s);
    EXPECT_EQ(talk.callee.lines(), said);
}

TEST(Stream, IsResetWhenThePeersProgramIsKilled) {
    Talk talk;
    ASSERT_TRUE(talk.lab->kill_programs("se1"));
    talk.lab.run(10ms);
    EXPECT_TRUE(talk.caller.heard(Kind::reset));
}

TEST(Stream, EndsInOrderAfterEverythingSent) {
    Talk talk;
    talk.say("last words");
    talk.caller.context->close(talk.stream);
    talk.lab.run(10ms);
    EXPECT_THAT(talk.callee.lines(), testing::ElementsAre("last words"));
    EXPECT_EQ(talk.callee.events.back().kind, Kind::closed);
}

TEST(Stream, IsRefusedAtAClosedPort) {
    Talk talk;
    talk.caller.context->connect({talk.lab.address("se1", "front"), 81});
    talk.lab.run(10ms);
    EXPECT_TRUE(talk.caller.heard(Kind::refused));
}

TEST(Stream, SurvivesASilenceAndGivesUpAfterFifteenSeconds) {
    Talk talk;
    ASSERT_TRUE(talk.lab->set_forwarding(se1_front, false));
    talk.say("anyone?");
    talk.lab.run(5s);
    ASSERT_TRUE(talk.lab->set_forwarding(se1_front, true));
    talk.lab.run(1s);  // the longest pause between two retransmissions
    EXPECT_THAT(talk.callee.lines(), testing::ElementsAre("anyone?"));

    ASSERT_TRUE(talk.lab->set_forwarding(se1_front, false));
    talk.say("still there?");
    talk.lab.run(14900ms);
    EXPECT_FALSE(talk.caller.heard(Kind::timed_out));
    talk.lab.run(200ms);
    EXPECT_TRUE(talk.caller.heard(Kind::timed_out));
}

// Nothing is on its way, so only the keepalive can notice.
TEST(Stream, NoticesADeadPeerWhenAskedTo) {
    Talk talk;
    talk.caller.context->notice_dead_peer(talk.stream, 5s);
    talk.lab.run(60s);
    EXPECT_FALSE(talk.caller.heard(Kind::timed_out)) << "the peer's kernel answers";

    ASSERT_TRUE(talk.lab->set_forwarding(se1_front, false));
    talk.lab.run(2s);  // the last answer is two seconds and a half old at the most
    EXPECT_FALSE(talk.caller.heard(Kind::timed_out)) << "5 s have not passed since it";
    talk.lab.run(4s);
    EXPECT_TRUE(talk.caller.heard(Kind::timed_out));
}

// The address moves to another node, whose kernel knows of no connection: a reset.
TEST(Stream, IsResetByTheNewOwnerOfItsAddress) {
    Lab lab;
    Puppet& client = lab.puppet("client");
    Puppet& se1 = lab.puppet("se1");
    Puppet& se2 = lab.puppet("se2");
    se1.context->listen(5001);
    se2.context->listen(5001);
    se1.context->add_address(vip, 60s, "front");
    const StreamId stream = client.context->connect({vip, 5001});
    lab.run(10ms);
    ASSERT_TRUE(client.heard(Kind::opened));

    ASSERT_TRUE(lab->set_forwarding({"se1", "front"}, false));
    se2.context->add_address(vip, 60s, "front");
    se2.context->announce(vip, "front");
    lab.run(1ms);
    client.context->send_line(stream, "hello");
    lab.run(10ms);
    EXPECT_TRUE(client.heard(Kind::reset));
}

TEST(Stream, IsWrittenAsRealSegments) {
    Lab lab;
    ASSERT_TRUE(lab->start_capture());
    Puppet& se1 = lab.puppet("se1");
    const StreamId stream = se1.context->connect({lab.address("server1", "back"), 5001});
    lab.run(10ms);
    se1.context->send_line(stream, "hello");
    lab.run(10ms);
    EXPECT_THAT(se1.lines(), testing::ElementsAre("hello"));
    const auto syn = [](const packet::Packet& p) {
        return p.tcp() != nullptr && (p.tcp()->flags & packet::Tcp::syn) != 0;
    };
    EXPECT_EQ(lab.count("back", syn), 2U);  // SYN and its answer
}

}  // namespace
}  // namespace holdfast::harness::sim
