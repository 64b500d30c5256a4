// SPDX-License-Identifier: Apache-2.0
// Goal: each flow has one engine, and keeps it for as long as that lives. Method: se1, se2 and se3
// serve one service; packets are shown to the spreader of one of them.
#include "reference/spreading/spreader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace holdfast::reference::spreading {
namespace {

using protocol::Flow;
using protocol::Transport;
using Action = Decision::Action;
using Kind = Arrival::Kind;

MacAddress link_of(int engine) {
    return {{2, 0, 0, 0, 0, static_cast<std::uint8_t>(engine)}};
}
constexpr MacAddress client_link{{2, 0, 0, 0, 9, 9}};
constexpr Ipv4Address vip{0xC0000264};

Flow flow(std::uint16_t client_port, Transport transport = Transport::tcp) {
    return {.transport = transport,
            .client = {0x0A000001},
            .client_port = client_port,
            .vip = vip,
            .port = 80};
}

class Spreading : public testing::Test {
  protected:
    explicit Spreading(const std::string& self = "se1") : spreader(self), self_(self) {
        service.name = "vs1";
        service.vip = vip;
        service.ports = {{80, Transport::tcp}, {80, Transport::udp}};
        service.list_version = 1;
        service.role = self == "se1" ? protocol::Role::active : protocol::Role::standby;
        for (const int number : {1, 2, 3}) {
            service.instances.push_back(
                {.engine = "se" + std::to_string(number), .data_link = link_of(number)});
        }
        spreader.open(now, service);
    }
    /// As a new list of the service has it.
    void change(std::vector<std::string> engines) {
        std::vector<protocol::Instance> instances;
        for (const std::string& engine : engines) {
            instances.push_back({.engine = engine, .data_link = link_of(engine.back() - '0')});
        }
        service.instances = instances;
        service.role = engines.front() == self_ ? protocol::Role::active : protocol::Role::standby;
        ++service.list_version;
        spreader.open(now, service);
    }
    Decision decide(const Flow& of, Kind kind, MacAddress sender = client_link,
                    bool served_here = false) {
        return spreader.decide(now, {of, kind, sender, served_here}, questions);
    }
    /// So many connections from this client port on, by the link that they were sent to.
    std::map<MacAddress, int> opened_flows(std::uint16_t first, int count) {
        std::map<MacAddress, int> flows;
        for (int i = 0; i < count; ++i) {
            ++flows[decide(flow(static_cast<std::uint16_t>(first + i)), Kind::opens).to];
        }
        return flows;
    }
    void answer_through_primary() {
        service.answers_through_primary = true;
        spreader.open(now, service);
    }
    Decision answer(const Flow& of, std::optional<MacAddress> sender = std::nullopt) {
        return spreader.decide_answer(now, {of, sender});
    }
    std::vector<Resolved> wait_until_resolved() {
        while (true) {
            now = spreader.next_timeout().value();
            if (auto resolved = spreader.on_timer(now, questions); !resolved.empty()) {
                return resolved;
            }
        }
    }
    static Decision send_on(int engine) { return {Action::send_on, link_of(engine)}; }

    Instant now{1s};
    protocol::PlacedService service;
    Spreader spreader;
    std::vector<Question> questions;

  private:
    std::string self_;
};
class OnASecondary : public Spreading {
  protected:
    OnASecondary() : Spreading("se2") {}
};

TEST_F(Spreading, NewConnectionsGoRoundAndStay) {
    const Decision first = decide(flow(1), Kind::opens);
    EXPECT_EQ(first, Decision{Action::serve});
    EXPECT_EQ(decide(flow(2), Kind::opens), send_on(2));
    EXPECT_EQ(decide(flow(3), Kind::opens), send_on(3));
    EXPECT_EQ(decide(flow(4), Kind::opens), Decision{Action::serve});

    EXPECT_EQ(decide(flow(2), Kind::continues), send_on(2));
    EXPECT_EQ(decide(flow(3, Transport::udp), Kind::datagram), Decision{Action::serve})
        << "datagrams to the same port are counted by themselves";
    EXPECT_TRUE(questions.empty());
}

TEST_F(Spreading, ScaleOutLeavesFlowsAlone) {  // SCL-7
    change({"se1", "se2"});
    EXPECT_EQ(decide(flow(1), Kind::opens), Decision{Action::serve});
    EXPECT_EQ(decide(flow(2), Kind::opens), send_on(2));
    change({"se1", "se2", "se3"});
    EXPECT_EQ(decide(flow(1), Kind::continues), Decision{Action::serve});
    EXPECT_EQ(decide(flow(2), Kind::continues), send_on(2));
    EXPECT_EQ(decide(flow(3), Kind::opens), send_on(3));
}

TEST_F(Spreading, ADrainingInstanceKeepsItsFlowsAndGetsNone) {  // SCL-14
    decide(flow(1), Kind::opens);
    ASSERT_EQ(decide(flow(2), Kind::opens), send_on(2));
    service.instances[1].draining = true;
    spreader.open(now, service);
    for (std::uint16_t port = 10; port < 20; ++port) {
        EXPECT_NE(decide(flow(port), Kind::opens), send_on(2));
    }
    EXPECT_EQ(decide(flow(2), Kind::continues), send_on(2));
    EXPECT_NE(decide(flow(2), Kind::opens), send_on(2)) << "the client's port begins anew";
}

TEST_F(Spreading, WhoIsNotHeardGetsNoNewFlow) {  // SCL-8
    spreader.set_heard("se2", false);
    for (std::uint16_t port = 10; port < 20; ++port) {
        EXPECT_NE(decide(flow(port), Kind::opens), send_on(2));
    }
    spreader.set_heard("se2", true);
    EXPECT_EQ(decide(flow(20), Kind::opens), send_on(2));
}

TEST_F(Spreading, WhoIsNotHeardLosesItsDatagramsAndKeepsItsConnections) {
    ASSERT_NE(decide(flow(1), Kind::opens), send_on(2));
    ASSERT_EQ(decide(flow(2), Kind::opens), send_on(2));
    decide(flow(1, Transport::udp), Kind::datagram);
    ASSERT_EQ(decide(flow(2, Transport::udp), Kind::datagram), send_on(2));
    spreader.set_heard("se2", false);
    EXPECT_EQ(decide(flow(2), Kind::continues), send_on(2));
    EXPECT_EQ(decide(flow(2, Transport::udp), Kind::datagram), send_on(3));
}

TEST_F(Spreading, FlowsOfAnInstanceThatLeftAreResetOrServedByAnother) {  // SCL-11, SCL-14
    decide(flow(1), Kind::opens);
    decide(flow(1, Transport::udp), Kind::datagram);
    ASSERT_EQ(decide(flow(2), Kind::opens), send_on(2));
    ASSERT_EQ(decide(flow(2, Transport::udp), Kind::datagram), send_on(2));
    change({"se1", "se3"});
    EXPECT_EQ(decide(flow(2), Kind::continues), Decision{Action::reset});
    EXPECT_EQ(decide(flow(2, Transport::udp), Kind::datagram), send_on(3));
}

TEST_F(OnASecondary, ServesWhatThePrimarySendsAndNeverSendsItOn) {
    EXPECT_EQ(decide(flow(1), Kind::opens, link_of(1)), Decision{Action::serve});
    EXPECT_EQ(decide(flow(1), Kind::continues, link_of(1)), Decision{Action::serve});
    EXPECT_EQ(decide(flow(2), Kind::continues, link_of(1)), Decision{Action::reset})
        << "it has lost its memory of this connection";
}

TEST_F(OnASecondary, SendsClientsWhoAreMistakenToThePrimary) {
    EXPECT_EQ(decide(flow(1), Kind::opens), send_on(1));
    EXPECT_EQ(decide(flow(2), Kind::continues, client_link, true), Decision{Action::serve});
}

TEST_F(OnASecondary, AsksTheOthersWhenItIsPromoted) {  // SCL-9, SCL-10, SCL-12
    change({"se2", "se3"});
    EXPECT_EQ(decide(flow(1), Kind::continues, client_link, true), Decision{Action::serve});
    ASSERT_EQ(decide(flow(3), Kind::continues), Decision{Action::hold});
    ASSERT_EQ(questions.size(), 1U);
    EXPECT_EQ(questions[0].to, (std::vector<protocol::EngineName>{"se3"}));

    const auto resolved = spreader.hear(now, {"se3", flow(3), true});
    ASSERT_EQ(resolved.size(), 1U);
    EXPECT_EQ(resolved[0].decision, send_on(3));
    EXPECT_EQ(decide(flow(3), Kind::continues), send_on(3));
}

TEST_F(OnASecondary, ResetsConnectionsThatNobodyClaims) {  // SCL-11
    change({"se2", "se3"});
    ASSERT_EQ(decide(flow(1), Kind::continues), Decision{Action::hold});
    const auto resolved = spreader.hear(now, {"se3", flow(1), false});
    ASSERT_EQ(resolved.size(), 1U);
    EXPECT_EQ(resolved[0].decision, Decision{Action::reset});
}

// Asked, asked twice more after 40 ms each, given up after 120 ms.
TEST_F(OnASecondary, AsksAgainAndGivesUp) {
    change({"se2", "se3"});
    const Instant asked = now;
    ASSERT_EQ(decide(flow(1, Transport::udp), Kind::datagram), Decision{Action::hold});
    const auto resolved = wait_until_resolved();
    EXPECT_EQ(questions.size(), 3U);
    EXPECT_EQ(now - asked, 120ms);
    ASSERT_EQ(resolved.size(), 1U);
    EXPECT_EQ(resolved[0].decision, Decision{Action::serve}) << "datagrams get an engine anew";
}

TEST_F(OnASecondary, ASilentEngineIsNotWaitedFor) {
    change({"se2", "se3"});
    spreader.set_heard("se3", false);
    EXPECT_EQ(decide(flow(1), Kind::continues), Decision{Action::reset});
}

TEST_F(OnASecondary, NewDatagramsNeedNoQuestionOnceOldOnesWouldBeKnown) {
    change({"se2", "se3"});
    now += flow_idle_max;
    EXPECT_NE(decide(flow(1, Transport::udp), Kind::datagram).action, Action::hold);
}

TEST_F(Spreading, AnswersOfOthersGoWhereTheClientsPacketsCameFrom) {  // SCL-5
    EXPECT_TRUE(spreader.relayed_addresses().empty()) << "others answer clients themselves";
    answer_through_primary();
    EXPECT_EQ(spreader.relayed_addresses(), std::set{vip});
    EXPECT_TRUE(spreader.deferring_addresses().empty());
    decide(flow(1), Kind::opens);
    ASSERT_EQ(decide(flow(2), Kind::opens), send_on(2));
    EXPECT_EQ(answer(flow(2), link_of(2)), (Decision{Action::send_on, client_link}));
}

TEST_F(Spreading, AnswersWithoutAClientOrFromNobodyOfTheListAreLost) {
    answer_through_primary();
    EXPECT_EQ(answer(flow(1), link_of(2)), Decision{Action::drop}) << "no packet of it was seen";
    decide(flow(1), Kind::opens);
    ASSERT_EQ(decide(flow(2), Kind::opens), send_on(2));
    EXPECT_EQ(answer(flow(2), link_of(9)), Decision{Action::drop});
}

TEST_F(OnASecondary, AnswersByWayOfThePrimaryUntilItIsPromoted) {  // SCL-5, SCL-10
    answer_through_primary();
    EXPECT_EQ(spreader.deferring_addresses(), std::set{vip});
    ASSERT_EQ(decide(flow(1), Kind::opens, link_of(1)), Decision{Action::serve});
    EXPECT_EQ(answer(flow(1)), send_on(1));
    change({"se2", "se3"});
    EXPECT_TRUE(spreader.deferring_addresses().empty());
    ASSERT_EQ(decide(flow(1), Kind::continues, client_link, true), Decision{Action::serve});
    EXPECT_EQ(answer(flow(1)), (Decision{Action::send_on, client_link}))
        << "what was on its way when it was promoted";
}

TEST_F(OnASecondary, LearnsTheWayOfFlowsThatOthersClaim) {  // SCL-5, SCL-12
    answer_through_primary();
    change({"se2", "se3"});
    ASSERT_EQ(decide(flow(3), Kind::continues), Decision{Action::hold});
    spreader.hear(now, {"se3", flow(3), true});
    EXPECT_EQ(answer(flow(3), link_of(3)), (Decision{Action::send_on, client_link}));
}

// 1000 : 1000 : 250, so that each ninth flow is se3's, and no two of them follow each other.
TEST_F(Spreading, NewFlowsFollowWhatProcessorsAreFree) {  // SCL-6
    spreader.set_load(now, "se3", 750);
    std::map<MacAddress, int> flows = opened_flows(1, 90);
    EXPECT_EQ(flows[link_of(3)], 10);
    EXPECT_EQ(flows[link_of(2)], 40);
}

TEST_F(Spreading, NobodyIsSoBusyThatItsTurnDoesNotCome) {  // SCL-6
    for (const char* engine : {"se1", "se2", "se3"}) {
        spreader.set_load(now, engine, engine == std::string("se1") ? 1000 : 0);
    }
    std::map<MacAddress, int> flows = opened_flows(1, 21);
    EXPECT_EQ(flows[link_of(2)] + flows[link_of(3)], 20);
}

TEST_F(Spreading, ALoadThatIsNotToldAgainIsForgotten) {
    spreader.set_load(now, "se3", 1000);
    now += 10s;
    std::map<MacAddress, int> flows = opened_flows(1, 30);
    EXPECT_EQ(flows[link_of(3)], 10);
}

TEST_F(Spreading, WhoComesIntoTheRoundIsNext) {
    change({"se1", "se2"});
    opened_flows(1, 7);
    change({"se1", "se2", "se3"});
    EXPECT_EQ(decide(flow(100), Kind::opens), send_on(3));
}

TEST_F(Spreading, AServiceOfOneInstanceIsTheKernels) {
    EXPECT_EQ(spreader.spread_addresses(), std::set{vip});
    change({"se1"});
    EXPECT_TRUE(spreader.spread_addresses().empty());
    EXPECT_FALSE(spreader.next_timeout().has_value());
}

TEST_F(Spreading, ByAddressAClientStaysTogetherAndOthersDoNot) {
    service.flow_distribution = protocol::FlowDistribution::source_address;
    spreader.open(now, service);
    std::set<Action> of_others;
    for (std::uint16_t port = 1; port < 50; ++port) {
        EXPECT_EQ(decide(flow(port), Kind::opens), decide(flow(1), Kind::opens));
        Flow other = flow(port);
        other.client.value += port;
        of_others.insert(decide(other, Kind::opens).action);
    }
    EXPECT_EQ(of_others.size(), 2U);
}

/// Whatever comes and goes, a connection stays with its engine while that is in the list.
RC_GTEST_PROP(SpreaderProperty, AFlowKeepsItsEngineWhileThatIsThere, ()) {
    Spreader spreader("se1");
    protocol::PlacedService service;
    service.name = "vs1";
    service.vip = vip;
    service.ports = {{80, Transport::tcp}};
    service.list_version = 1;
    service.role = protocol::Role::active;
    std::map<std::uint16_t, Decision> chosen;
    Instant now{1s};
    for (int step = *rc::gen::inRange(1, 40); step > 0; --step) {
        if (*rc::gen::inRange(0, 4) == 0) {
            service.instances = {{.engine = "se1", .data_link = link_of(1)}};
            for (const int number : {2, 3, 4}) {
                if (*rc::gen::arbitrary<bool>()) {
                    service.instances.push_back({.engine = "se" + std::to_string(number),
                                                 .data_link = link_of(number),
                                                 .draining = *rc::gen::arbitrary<bool>()});
                }
            }
            spreader.open(now, service);
            std::erase_if(chosen, [&](const auto& entry) {
                return service.instances.size() < 2 ||
                       (entry.second.action == Action::send_on &&
                        std::none_of(
                            service.instances.begin(), service.instances.end(),
                            [&](const auto& one) { return one.data_link == entry.second.to; }));
            });
        }
        now += 1s;
        const auto port = *rc::gen::inRange<std::uint16_t>(1, 6);
        std::vector<Question> questions;
        const bool known = chosen.contains(port);
        const Decision decision = spreader.decide(
            now, {flow(port), known ? Kind::continues : Kind::opens, client_link, false},
            questions);
        if (service.instances.size() < 2) {
            RC_ASSERT(decision.action == Action::pass);
        } else if (known) {
            RC_ASSERT(decision == chosen[port]);
        } else {
            chosen[port] = decision;
        }
    }
}

}  // namespace
}  // namespace holdfast::reference::spreading
