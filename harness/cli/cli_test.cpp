// SPDX-License-Identifier: Apache-2.0
// Goal: the gate's last word and exit code follow from the rows alone, and a dead worker is never a
// PASS. Method: rows of every kind; shell scripts in the place of workers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "harness/cli/child.h"
#include "harness/cli/cli.h"
#include "harness/cli/gate_verdict.h"
#include "harness/cli/glob.h"
#include "harness/cli/workers.h"
#include "harness/run/run_folder.h"
#include "harness/run/write_file.h"

namespace holdfast::harness::cli {
namespace {

using check::Outcome;
using report::RuleResult;
using report::RuleRow;
using testing::HasSubstr;

RuleResult with(Outcome outcome) {
    RuleResult result;
    result.outcome = outcome;
    return result;
}

RuleRow row(const std::string& rule, std::optional<Outcome> sim, std::optional<Outcome> mininet) {
    RuleRow made;
    made.rule = rule;
    if (sim) {
        made.sim = with(*sim);
    }
    if (mininet) {
        made.mininet = with(*mininet);
    }
    return made;
}

TEST(GateVerdict, TheWorstRowDecides) {
    const RuleRow good = row("LEG-6", Outcome::pass, Outcome::pass);
    EXPECT_EQ(exit_code_of({good}), exit_pass);
    EXPECT_EQ(exit_code_of({good, row("LEG-7", Outcome::pass, Outcome::skipped)}), exit_pass);
    EXPECT_EQ(exit_code_of({good, row("LEG-7", Outcome::pass, Outcome::invalid)}), exit_invalid);
    EXPECT_EQ(exit_code_of({row("LEG-7", Outcome::invalid, Outcome::fail)}), exit_fail);
    EXPECT_EQ(exit_code_of({row("LEG-7", Outcome::skipped, {})}), exit_invalid);
}

TEST(GateVerdict, ADefectHasToBeCaughtByEveryRuleThatPromisedIt) {
    const RuleRow caught = row("LEG-6", Outcome::fail, Outcome::fail);
    EXPECT_EQ(judge_defect({caught}, "late", {"LEG-6"}).exit_code, exit_fail);
    EXPECT_THAT(judge_defect({caught}, "late", {"LEG-6"}).sentence,
                HasSubstr("caught by LEG-6 (simulation), LEG-6 (Mininet)"));
    const RuleRow missed = row("LEG-8", Outcome::fail, Outcome::pass);
    const DefectVerdict verdict = judge_defect({caught, missed}, "late", {"LEG-6", "LEG-8"});
    EXPECT_EQ(verdict.exit_code, exit_invalid);
    EXPECT_THAT(verdict.sentence, HasSubstr("NOT CAUGHT by LEG-8 (Mininet) says PASS"));
    // LEG-8 never promised it, so its PASS is no shame.
    EXPECT_EQ(judge_defect({caught, missed}, "late", {"LEG-6"}).exit_code, exit_fail);
    EXPECT_EQ(judge_defect({row("LEG-6", Outcome::skipped, {})}, "late", {"LEG-6"}).exit_code,
              exit_invalid);
}

TEST(Glob, IsTheShells) {
    EXPECT_TRUE(glob_matches("LEG-*", "LEG-6"));
    EXPECT_FALSE(glob_matches("LEG-?", "LEG-16"));
}

class Workers : public testing::Test {
  protected:
    /// Workers that are this shell script; $1 is the filter, which names one rule.
    WorkerPlan plan(const std::string& script) {
        const std::string program = scratch_.path() + "/worker.sh";
        EXPECT_TRUE(run::write_file(
            program, "#!/bin/sh\nsay() { echo \"$1\" >> \"$HOLDFAST_RESULT_PIPE\"; }\n" + script));
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        return {program, "Simulation", "sim", {"LEG-6", "LEG-7"}, 1, {}, scratch_.path()};
    }
    /// The results of that script.
    Result<ResultsByRule> judged(
        const std::string& script,
        const std::function<void(const RuleResult&)>& tell = [](const RuleResult&) {}) {
        return run_workers(plan(script), tell);
    }
    /// Only in the worker for this rule.
    static std::string of_rule(const std::string& rule, const std::string& script) {
        return "case \"$1\" in *." + test_name(rule) + ") " + script + " ;; esac\n";
    }
    static std::string line(const std::string& rule, bool running) {
        RuleResult result;
        result.rule = rule;
        result.world = "sim";
        result.running = running;
        result.outcome = Outcome::pass;
        return "say '" + report::to_json_line(result) + "'\n";
    }

    run::Scratch scratch_;
};

TEST_F(Workers, TellEveryResult) {
    int told = 0;
    const auto results =
        judged(of_rule("LEG-6", line("LEG-6", false)) + of_rule("LEG-7", line("LEG-7", false)),
               [&](const RuleResult&) { ++told; });
    ASSERT_TRUE(results) << results.error().message;
    EXPECT_EQ(results->at("LEG-6").outcome, Outcome::pass);
    EXPECT_EQ(told, 2);
}

TEST_F(Workers, ADeadOneMakesItsRuleInvalidAndTheRestIsPlayed) {
    const std::string dies = line("LEG-6", true) + "echo last words; kill -9 $$";
    const auto results = judged(of_rule("LEG-6", dies) + of_rule("LEG-7", line("LEG-7", false)));
    ASSERT_TRUE(results) << results.error().message;
    EXPECT_EQ(results->at("LEG-6").outcome, Outcome::invalid);
    EXPECT_THAT(results->at("LEG-6").reason, HasSubstr("signal 9"));
    EXPECT_THAT(results->at("LEG-6").reason, HasSubstr("last words"));
    EXPECT_EQ(results->at("LEG-7").outcome, Outcome::pass);
}

TEST_F(Workers, OneThatSaysNothingIsAnError) {
    const auto results = judged("exit 3\n");
    ASSERT_FALSE(results);
    EXPECT_THAT(results.error().message, HasSubstr("exit code 3"));
}

TEST_F(Workers, WorkSideBySide) {
    // Each worker waits for the other: one after the other, neither would end well.
    WorkerPlan both = plan(R"sh(
        cd "$(dirname "$0")"
        touch "${1#*=}"
        other=$(echo "${1#*=}" | tr 67 76)
        for i in $(seq 1000); do [ ! -e "$other" ] || break; sleep 0.01; done
        [ -e "$other" ] || exit 1
    )sh" + of_rule("LEG-6", line("LEG-6", false)) +
                           of_rule("LEG-7", line("LEG-7", false)));
    both.jobs = 2;
    const auto results = run_workers(both, [](const RuleResult&) {});
    ASSERT_TRUE(results) << results.error().message;
    EXPECT_EQ(results->at("LEG-6").outcome, Outcome::pass);
    EXPECT_EQ(results->at("LEG-7").outcome, Outcome::pass);
}

TEST_F(Workers, AChildDiesWithItsParent) {
    // A child of a child: when the middle one is killed, the kernel ends the last one too.
    const std::string file = scratch_.path() + "/pid";
    const pid_t middle = fork();
    if (middle == 0) {
        auto child = Child::start("/bin/sh", {"-c", "echo $$ > " + file + "; exec sleep 60"}, {},
                                  scratch_.path() + "/log");
        pause();
    }
    pid_t last = 0;
    for (int i = 0; i < 200 && last == 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        std::ifstream(file) >> last;
    }
    ASSERT_GT(last, 0);
    ::kill(middle, SIGKILL);
    waitpid(middle, nullptr, 0);
    bool gone = false;
    for (int i = 0; i < 200 && !gone; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        std::ifstream stat("/proc/" + std::to_string(last) + "/stat");
        std::string pid;
        std::string name;
        std::string state;
        stat >> pid >> name >> state;
        gone = state.empty() || state == "Z" || state == "X";
    }
    EXPECT_TRUE(gone);
}

}  // namespace
}  // namespace holdfast::harness::cli
