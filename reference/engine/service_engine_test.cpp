// SPDX-License-Identifier: Apache-2.0
// Goal: the rules an engine has to keep, one by one. Method: one engine of a pair with a clock of
// its own; its effects in words. Whole stories are in traces/.
#include "reference/engine/service_engine.h"

#include <gmock/gmock.h>

#include "reference/engine/driven_engine.h"

namespace holdfast::reference::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Lines = std::vector<std::string>;

/// se2 of the pair se1, se2.
class PairedEngine {
  public:
    PairedEngine() { engine_.give(input::ControllerConnected{}); }

    Lines becomes(protocol::Role role, const std::string& service = "vs1") {
        wanted_.services = {{.name = service, .vip = parse_ipv4("192.0.2.100").value()}};
        wanted_.services[0].role = role;
        return reconfigured();
    }
    Lines watches(Duration every, std::uint32_t misses) {
        wanted_.heartbeat_period = every;
        wanted_.heartbeat_miss_limit = misses;
        return reconfigured();
    }
    Lines monitors(const protocol::ResolvedPool& first, const protocol::ResolvedPool& second) {
        wanted_.services = {{.name = "vs1", .vip = {1}}, {.name = "vs2", .vip = {2}}};
        wanted_.services[0].pool = first;
        wanted_.services[1].pool = second;
        return reconfigured();
    }
    Lines checked(const protocol::ServerEndpoint& server, bool passed) {
        return lines(engine_.give(input::ServerChecked{server, passed}));
    }
    Lines silence(Duration duration) { return lines(engine_.advance(duration), {"heartbeat"}); }
    Lines company(Duration duration) {
        return lines(engine_.advance_hearing("se1", duration, period), {"heartbeat"});
    }
    Lines stall(Duration duration) { return lines(engine_.stall(duration)); }
    Lines all_of(Duration duration) { return lines(engine_.advance(duration)); }

  private:
    Lines reconfigured() {
        ++wanted_.generation;
        return lines(engine_.give(input::FromController{protocol::Configure{wanted_}}));
    }

    DrivenEngine engine_{{.name = "se2", .se_group = "pair"}};
    protocol::EngineConfiguration wanted_{
        .generation = 0,
        .peers = {{.name = "se1", .heartbeat_address = {0xC000020B}}},
        .heartbeat_period = period,
        .heartbeat_miss_limit = miss_limit};
};

TEST(ServiceEngine, HoldsNothingAndWaitsForNothingBeforeItIsConfigured) {
    DrivenEngine engine({.name = "se1"});

    EXPECT_EQ(engine.next_timeout(), std::nullopt);
    EXPECT_THAT(lines(engine.give(input::ControllerConnected{})),
                ElementsAre(HasSubstr("register se1")));
}

TEST(ServiceEngine, TakeoverAddsOpensAnnouncesAndThenAcknowledges) {
    PairedEngine se2;
    EXPECT_THAT(se2.becomes(protocol::Role::standby),
                ElementsAre("tell configuration applied, generation 1"));

    EXPECT_THAT(se2.becomes(protocol::Role::active),
                ElementsAre("add 192.0.2.100 lease 2s", "note se2 takes over vs1 (192.0.2.100)",
                            HasSubstr("open vs1"), "announce 192.0.2.100",
                            "tell configuration applied, generation 2"));
}

TEST(ServiceEngine, ReleaseClosesAndRemovesAndThenAcknowledges) {
    PairedEngine se2;
    se2.becomes(protocol::Role::active);

    EXPECT_THAT(se2.becomes(protocol::Role::standby),
                ElementsAre("note se2 releases vs1", "close vs1", "remove 192.0.2.100",
                            "tell configuration applied, generation 2"));
}

// LEG-7. A switch of service names on one VIP must not make the VIP blink either.
TEST(ServiceEngine, VipStaysWhenAnotherServiceTakesItOver) {
    PairedEngine se2;
    se2.becomes(protocol::Role::active, "vs1");

    const Lines said = se2.becomes(protocol::Role::active, "vs2");

    EXPECT_THAT(said, Contains("close vs1"));
    EXPECT_THAT(said, Contains(HasSubstr("open vs2")));
    EXPECT_THAT(said, Not(Contains(HasSubstr("remove"))));
    EXPECT_THAT(said, Not(Contains(HasSubstr("announce"))));
}

struct Tunables {
    Duration period;
    std::uint32_t misses;
};
class DetectionTime : public testing::TestWithParam<Tunables> {};

// DET-4: suspicion after period x limit, neither an instant earlier nor later. The configuration is
// the last sign of life: the first check comes a period later.
TEST_P(DetectionTime, IsPeriodTimesLimit) {
    const auto [every, misses] = GetParam();
    PairedEngine se2;
    se2.watches(every, misses);

    EXPECT_THAT(se2.silence(every * misses - 1ns), IsEmpty());
    EXPECT_THAT(se2.silence(1ns),
                Contains("tell peer se1 suspected after " + std::to_string(misses) + " misses"));
}
INSTANTIATE_TEST_SUITE_P(Tunables, DetectionTime,
                         testing::Values(Tunables{100ms, 10}, Tunables{100ms, 5}, Tunables{7ms, 3},
                                         Tunables{1ms, 1}, Tunables{1s, 2}));

TEST(ServiceEngine, NineMissesAndOneHeartbeatAgainAndAgainAreNoSuspicion) {  // DET-5
    PairedEngine se2;
    se2.watches(period, miss_limit);
    for (int round = 0; round < 20; ++round) {
        EXPECT_THAT(se2.silence((miss_limit - 1) * period), IsEmpty());
        EXPECT_THAT(se2.company(period), IsEmpty());
    }
}

// Ten stalls of a second each with a heartbeat never heard: each counts as one miss, so that the
// tenth is the first that is suspicious.
TEST(ServiceEngine, LateTimerCountsOneMiss) {
    PairedEngine se2;
    se2.watches(period, miss_limit);
    for (std::uint32_t stalls = 1; stalls < miss_limit; ++stalls) {
        EXPECT_THAT(se2.stall(1s), Not(Contains(HasSubstr("suspected"))));
    }
    EXPECT_THAT(se2.stall(1s), Contains(HasSubstr("suspected after 10 misses")));
}

// Each timer comes a millisecond late: number 99 at 9801ms, but number 100 is due at 9900ms still.
TEST(ServiceEngine, HeartbeatsDoNotDriftWithLateTimers) {
    PairedEngine se2;
    se2.watches(period, miss_limit);
    se2.stall(1ms);
    for (int sent = 1; sent < 99; ++sent) {
        se2.stall(period);
    }
    EXPECT_THAT(se2.all_of(98ms), Not(Contains(HasSubstr("heartbeat to"))));
    EXPECT_THAT(se2.all_of(1ms), Contains(HasSubstr("sequence 100 ")));
}

// INV-1: the peer may hold the address by now.
TEST(ServiceEngine, EngineThatSleptThroughItsLeaseTakesNothingBack) {
    PairedEngine se2;
    se2.becomes(protocol::Role::active);

    EXPECT_THAT(se2.stall(2s), Contains("remove 192.0.2.100"));
    EXPECT_THAT(se2.silence(10s), IsEmpty());
}

TEST(ServiceEngine, ShorterStallRenewsTheLease) {
    PairedEngine se2;
    se2.becomes(protocol::Role::active);

    EXPECT_THAT(se2.stall(2s - 1ns), Contains("add 192.0.2.100 lease 2s"));
}

const protocol::ServerEndpoint server1{.address = {0xCB007115}, .port = 5001};

protocol::ResolvedPool monitored(const std::string& name) {
    return {.name = name,
            .servers = {server1},
            .health_monitors = {{.failed_checks = 2, .successful_checks = 2}}};
}

TEST(ServiceEngine, ServerOfTwoPoolsIsProbedOnceAndReportedForBoth) {
    PairedEngine se2;
    EXPECT_THAT(se2.monitors(monitored("p"), monitored("q")),
                ElementsAre("check 203.0.113.21:5001 tcp", HasSubstr("applied")));

    se2.checked(server1, false);
    EXPECT_THAT(
        se2.checked(server1, false),
        ElementsAre("server 203.0.113.21:5001 down", "tell server 203.0.113.21:5001 of p down",
                    "tell server 203.0.113.21:5001 of q down"));
}

// Two failures or two passes in a row decide; a server that alternates gets 2 + 2 quick probes and
// then waits for its interval like every other.
TEST(ServiceEngine, ServerThatPassesAndFailsInTurnIsNotProbedInHasteForEver) {
    PairedEngine se2;
    se2.monitors(monitored("p"), {});
    EXPECT_THAT(se2.checked(server1, true), ElementsAre(HasSubstr("check")));
    EXPECT_THAT(se2.checked(server1, false), ElementsAre(HasSubstr("check")));
    EXPECT_THAT(se2.checked(server1, true), ElementsAre(HasSubstr("check")));
    EXPECT_THAT(se2.checked(server1, false), IsEmpty());
    EXPECT_THAT(se2.company(10s), Contains(HasSubstr("check")));
}

TEST(ServiceEngine, ServerWithoutItsMonitorIsUpAgain) {
    PairedEngine se2;
    se2.monitors(monitored("p"), {});
    se2.checked(server1, false);
    se2.checked(server1, false);
    protocol::ResolvedPool unmonitored = monitored("p");
    unmonitored.health_monitors.clear();

    EXPECT_THAT(se2.monitors(unmonitored, {}), Contains("server 203.0.113.21:5001 up"));
}

}  // namespace
}  // namespace holdfast::reference::engine
