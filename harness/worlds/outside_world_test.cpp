// SPDX-License-Identifier: Apache-2.0
// Goal: a system that we did not write is deployed, followed by role, broken and judged from its
// packets; a wrong configuration of it is convicted. Method: pairs of keepalived, and of the
// template that others copy, on Mininet.
#include "harness/worlds/outside_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/check/index.h"
#include "harness/mininet/test_network.h"
#include "harness/run/run_folder.h"
#include "harness/run/trial.h"

namespace holdfast::harness::worlds {
namespace {

using check::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;

class OutsideWorldMininet : public testing::Test {
  protected:
    void SetUp() override {
        static_cast<void>(mininet::enter_user_namespace().has_value());
        const mininet::Finding usable = mininet::can_bring_up();
        if (!usable.available) {
            GTEST_SKIP() << usable.mechanism << ": " << usable.detail;
        }
    }

    /// False: a program of it is not on this machine, and the test is skipped.
    bool use(const std::string& name) {
        auto found = sut::outside::find_system(name);
        EXPECT_TRUE(found) << found.error().message;
        system_ = *found;
        return !system_.missing();
    }

    /// A pair with one service, whose active engine loses its power.
    run::TrialRequest request() const {
        run::TrialRequest request;
        request.topology = *topology::find_topology("legacy_pair");
        scenario::Scenario& scenario = request.scenario;
        scenario.deployment.engines = {"se1", "se2"};
        scenario.deployment.services = {{"vs1", request.topology.vips.front()}};
        scenario.workload.connection_interval = 100ms;
        scenario.budgets.failover = system_.promises.failover;
        scenario.budgets.settle = system_.promises.settle;
        scenario.budgets.recovery = system_.promises.recovery;
        const auto active = *faults::parse_target("active_of(vs1)");
        scenario.schedule = {{faults::AtInstant{300ms}, faults::NodePowerOff{active}, {}}};
        return request;
    }

    run::Trial play(const std::string& defect = "") {
        run::TrialRequest wanted = request();
        wanted.defect = defect;
        auto trial = run::try_scenario(wanted, outside_system(system_));
        EXPECT_TRUE(trial) << trial.error().message;
        return trial ? std::move(*trial) : run::Trial();
    }

    /// What each checker said.
    static std::string words_of(const run::Trial& trial) {
        std::string words;
        for (const check::Verdict& verdict : trial.judgement.verdicts) {
            words +=
                verdict.checker + ": " + to_string(verdict.outcome) + " " + verdict.reason + "\n";
        }
        return words;
    }

    /// Who had the VIP, one after the other.
    static std::vector<std::string> owners_in(const run::Trial& trial) {
        std::vector<std::string> owners;
        const auto vip = trial.recording.topology.vips.front();
        for (const auto& tenure : trial.recording.index().ownership_of(vip).tenures()) {
            if (owners.empty() || owners.back() != tenure.node) {
                owners.push_back(tenure.node);
            }
        }
        return owners;
    }

    /// In evidence of two owners.
    static int packets_shown(const run::Trial& trial) {
        int packets = 0;
        for (const check::Verdict& verdict : trial.judgement.verdicts) {
            for (const check::Evidence& evidence : verdict.evidence) {
                const bool shown = verdict.checker.starts_with("INV-1") && evidence.packet;
                packets += shown ? 1 : 0;
            }
        }
        return packets;
    }

    sut::outside::System system_;
};

TEST_F(OutsideWorldMininet, ThePeerOfAKeepalivedTakesOver) {
    if (!use("keepalived")) {
        GTEST_SKIP() << *system_.missing();
    }
    const run::Trial trial = play();

    EXPECT_EQ(trial.judgement.outcome, Outcome::pass) << words_of(trial);
    EXPECT_THAT(trial.recording.history.run().sut, HasSubstr("keepalived 2."));
    EXPECT_THAT(owners_in(trial), ElementsAre("se1", "se2"));
}

TEST_F(OutsideWorldMininet, TwoMastersAreConvictedByTheirPackets) {
    if (!use("keepalived")) {
        GTEST_SKIP() << *system_.missing();
    }
    const run::Trial trial = play("wrong_router_id");

    ASSERT_EQ(trial.judgement.outcome, Outcome::fail) << words_of(trial);
    EXPECT_GE(packets_shown(trial), 2) << words_of(trial);
}

TEST_F(OutsideWorldMininet, TheTemplateOfTheDocumentsIsAPair) {
    ASSERT_TRUE(use("template"));
    const run::Trial trial = play();

    EXPECT_EQ(trial.judgement.outcome, Outcome::pass) << words_of(trial);
    EXPECT_THAT(owners_in(trial), ElementsAre("se1", "se2"));
}

TEST_F(OutsideWorldMininet, TheDefectOfTheTemplateIsSeen) {
    ASSERT_TRUE(use("template"));
    const run::Trial trial = play("deaf");

    ASSERT_EQ(trial.judgement.outcome, Outcome::fail) << words_of(trial);
    EXPECT_GE(packets_shown(trial), 2) << words_of(trial);
}

}  // namespace
}  // namespace holdfast::harness::worlds
