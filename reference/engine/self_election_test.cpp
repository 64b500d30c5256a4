// SPDX-License-Identifier: Apache-2.0
// Goal: without a controller, and only then, the next living engine of a list becomes primary, and
// gives way again. Method: se5 of the list se4, se5, se6, or se6 of it, with a clock of its own.
#include "reference/engine/self_election.h"

#include <gmock/gmock.h>

#include "reference/engine/driven_engine.h"

namespace holdfast::reference::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// Silence of so many heartbeats, and then the lease of a hung engine's addresses.
constexpr Duration follows_after = period * miss_limit + lease;

using Lines = std::vector<std::string>;

/// A secondary of vs1, whose list is se4, se5, se6.
class Secondary {
  public:
    explicit Secondary(const protocol::EngineName& self, bool self_election = true)
        : engine_({.name = self, .se_group = "elastic", .address_lease = lease}) {
        engine_.give(input::ControllerConnected{});
        wanted_.se_group = "elastic";
        wanted_.self_se_election = self_election;
        wanted_.heartbeat_period = period;
        wanted_.heartbeat_miss_limit = miss_limit;
        for (const char* name : {"se4", "se5", "se6"}) {
            if (self != protocol::EngineName(name)) {
                wanted_.peers.push_back({.name = name, .heartbeat_address = {0xC000020E}});
            }
        }
        wanted_.services = {{.name = "vs1",
                             .vip = parse_ipv4("192.0.2.100").value(),
                             .role = protocol::Role::standby,
                             .engines = {"se4", "se5", "se6"},
                             .list_version = 1}};
        configured();
    }

    Lines configured() {
        ++wanted_.generation;
        return lines(engine_.give(input::FromController{protocol::Configure{wanted_}}));
    }
    Lines configured_as_primary() {
        wanted_.services[0].role = protocol::Role::active;
        wanted_.services[0].engines = {"se5", "se6"};
        return configured();
    }
    Lines configured_to_ask_for_owners() {
        wanted_.duplicate_probe_period = period;
        wanted_.duplicate_answer_limit = 1;
        return configured();
    }
    Lines hears_of_another_owner() {
        return lines(engine_.give(input::ForeignAnswer{wanted_.services[0].vip}));
    }
    Lines loses_controllers() { return lines(engine_.give(input::ControllerDisconnected{})); }
    Lines finds_controller() { return lines(engine_.give(input::ControllerConnected{})); }
    Lines hears(const protocol::EngineName& peer) {
        return lines(engine_.give(input::FromPeer{{.from = peer, .group = "elastic"}}));
    }
    Lines data_link(bool up) { return lines(engine_.give(input::DataLinkChanged{up})); }
    Lines alone(Duration duration) { return quiet(engine_.advance(duration)); }
    Lines alone_with(const protocol::EngineName& peer, Duration duration) {
        std::vector<TimedEffect> out;
        for (Duration passed{}; passed < duration; passed += period) {
            for (auto& effect : engine_.give(input::FromPeer{{.from = peer, .group = "elastic"}})) {
                out.push_back({engine_.now(), std::move(effect.effect)});
            }
            for (TimedEffect& effect : engine_.advance(period)) {
                out.push_back(std::move(effect));
            }
        }
        return quiet(out);
    }

  private:
    static Lines quiet(const std::vector<TimedEffect>& effects) {
        return lines(effects, {"heartbeat", "note", "spreading"});
    }

    DrivenEngine engine_;
    protocol::EngineConfiguration wanted_;
};

const auto takes_vip = Contains("add 192.0.2.100 lease 2s");
const auto announces_vip = Contains("announce 192.0.2.100");
const auto gives_vip_up = Contains("remove 192.0.2.100");

TEST(SelfElection, NextInTheListFollowsASilentPrimary) {  // HDL-13
    Secondary se5("se5");
    se5.loses_controllers();

    EXPECT_THAT(se5.alone_with("se6", follows_after - period), IsEmpty());
    const Lines said = se5.alone_with("se6", period);
    EXPECT_THAT(said, takes_vip);
    EXPECT_THAT(said, announces_vip);
}

TEST(SelfElection, NobodyFollowsWhileAControllerLeads) {
    Secondary se5("se5");
    EXPECT_THAT(se5.alone(3 * follows_after), Not(takes_vip));
}

TEST(SelfElection, NobodyFollowsWhereItIsOff) {  // HDL-12
    Secondary se5("se5", false);
    se5.loses_controllers();
    EXPECT_THAT(se5.alone(3 * follows_after), IsEmpty());
}

TEST(SelfElection, WhoeverIsFurtherBackWaitsForAllInFront) {  // HDL-13: the order
    Secondary se6("se6");
    se6.loses_controllers();

    EXPECT_THAT(se6.alone_with("se5", 3 * follows_after), IsEmpty());
    EXPECT_THAT(se6.alone(follows_after), takes_vip);
}

// A silence that a controller was about to judge does not count from before it went.
TEST(SelfElection, SilenceCountsFromTheLossOfTheController) {
    Secondary se5("se5");
    se5.alone(3 * follows_after);
    se5.loses_controllers();
    EXPECT_THAT(se5.alone(follows_after - 1ns), Not(takes_vip));
    EXPECT_THAT(se5.alone(1ns), takes_vip);
}

TEST(SelfElection, EngineInFrontThatIsHeardAgainGoesBefore) {  // INV-1
    Secondary se5("se5");
    se5.loses_controllers();
    se5.alone(follows_after);

    EXPECT_THAT(se5.hears("se6"), Not(gives_vip_up));
    EXPECT_THAT(se5.hears("se4"), gives_vip_up);
}

// The same one, on the other side: neighbours may have learned se5's address meanwhile.
TEST(SelfElection, PrimaryAnnouncesAgainWhenItHearsOthersAgain) {
    Secondary se5("se5");
    se5.configured_as_primary();
    se5.loses_controllers();
    se5.alone(follows_after);

    EXPECT_THAT(se5.hears("se6"), announces_vip);
}

constexpr Duration silence = period * miss_limit;

// INV-1: se6, which it does not hear, follows it after a lease; until se6 has heard it again it may
// take as long as a kernel's next question for a hardware address.
TEST(SelfElection, PrimaryWithoutDataLinkLetsGoUntilAllHaveHeardItAgain) {
    constexpr Duration heard_within = silence + 1s;
    Secondary se5("se5");
    se5.configured_as_primary();
    se5.loses_controllers();
    se5.data_link(false);
    EXPECT_THAT(se5.alone(silence - 1ns), Not(gives_vip_up));
    EXPECT_THAT(se5.alone(1ns), gives_vip_up);
    se5.alone(lease);

    EXPECT_THAT(se5.data_link(true), Not(takes_vip));
    EXPECT_THAT(se5.alone(heard_within - 1ns), Not(takes_vip));
    const Lines said = se5.alone(1ns);
    EXPECT_THAT(said, takes_vip);
    EXPECT_THAT(said, announces_vip);
}

TEST(SelfElection, PrimaryTakesBackAtOnceWhatNobodyCanHaveYet) {
    Secondary se5("se5");
    se5.configured_as_primary();
    se5.loses_controllers();
    se5.data_link(false);
    se5.alone(lease - 1s);
    se5.data_link(true);
    EXPECT_THAT(se5.alone(1ns), takes_vip);
}

TEST(SelfElection, PrimaryThatLetGoBeforeItsControllerWasLostWaitsUntilAllHaveHeardIt) {
    Secondary se5("se5");
    se5.configured_as_primary();
    se5.data_link(false);
    EXPECT_THAT(se5.alone(silence), gives_vip_up);
    se5.data_link(true);
    EXPECT_THAT(se5.alone(3 * follows_after), Not(takes_vip));  // the controller would say so

    se5.loses_controllers();
    EXPECT_THAT(se5.alone(silence + 1s - 1ns), Not(takes_vip));
    EXPECT_THAT(se5.alone(1ns), takes_vip);
}

// HDL-10: a controller that se5 cannot hear gave the VIP to another engine.
TEST(SelfElection, WhatAnotherEngineHasIsNotTakenBack) {
    Secondary se5("se5");
    se5.configured_to_ask_for_owners();
    se5.loses_controllers();
    se5.alone(follows_after);
    EXPECT_THAT(se5.hears_of_another_owner(), gives_vip_up);

    se5.hears("se4");  // and falls silent again
    EXPECT_THAT(se5.alone(3 * follows_after), Not(takes_vip));
}

TEST(SelfElection, ControllerThatAgreesChangesNothing) {
    Secondary se5("se5");
    se5.loses_controllers();
    se5.alone(follows_after);

    EXPECT_THAT(se5.finds_controller(), Contains(testing::HasSubstr("holding [vs1]")));
    EXPECT_THAT(se5.configured_as_primary(), Not(gives_vip_up));
}

TEST(SelfElection, ControllerThatDisagreesIsObeyed) {
    Secondary se5("se5");
    se5.loses_controllers();
    se5.alone(follows_after);
    se5.finds_controller();

    EXPECT_THAT(se5.configured(), gives_vip_up);
}

TEST(SelfElection, LeaderThatIsLostAgainBeforeItSpokeChangesNothing) {
    Secondary se5("se5");
    se5.loses_controllers();
    se5.alone(follows_after);
    se5.finds_controller();
    se5.loses_controllers();

    EXPECT_THAT(se5.alone(3 * follows_after), Not(gives_vip_up));
}

}  // namespace
}  // namespace holdfast::reference::engine
