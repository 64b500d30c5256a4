// SPDX-License-Identifier: Apache-2.0
// What the command says and how it ends, on toy systems of one sentence each.
#include "harness/replication/cli/cli.h"

#include <gmock/gmock.h>

#include <fstream>

#include "harness/replication/schedule.h"

namespace holdfast::harness::replication::cli {
namespace {

using testing::HasSubstr;

/// Every member leads in term 1 and keeps its own log, or nobody ever leads and nobody answers.
class ToyNode final : public LogNode {
  public:
    explicit ToyNode(bool leads) : leads_(leads) {}
    Effects step(Instant, const Input& input) override {
        using Outcome = effect::Answered::Outcome;
        if (const auto* write = std::get_if<input::Write>(&input); write != nullptr && leads_) {
            return {effect::Applied{write->value},
                    effect::Answered{write->operation, Outcome::ok, ""}};
        }
        return {};
    }
    std::optional<Instant> next_timeout() const override { return std::nullopt; }
    Leadership leadership() const override { return {leads_, 1}; }

  private:
    bool leads_;
};

class Toy final : public ReplicatedLog {
  public:
    explicit Toy(bool leads) : leads_(leads) {}
    std::string name() const override { return leads_ ? "anarchy" : "nobody at home"; }
    std::unique_ptr<LogNode> start(Start) const override {
        return std::make_unique<ToyNode>(leads_);
    }

  private:
    bool leads_;
};

struct Ended {
    int code = 0;
    std::string out;
    std::string err;
};

Ended run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "holdfast-replication");
    std::vector<char*> argv;
    for (std::string& argument : arguments) {
        argv.push_back(argument.data());
    }
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const Systems systems = {{"anarchy", std::make_shared<Toy>(true)},
                             {"nobody", std::make_shared<Toy>(false)}};
    const int code = cli_main(static_cast<int>(argv.size()), argv.data(), systems);
    std::fflush(stdout);
    std::fflush(stderr);
    std::string out = testing::internal::GetCapturedStdout();
    return {code, std::move(out), testing::internal::GetCapturedStderr()};
}

std::string file_with(const std::string& text) {
    const std::string path = testing::TempDir() + "schedule.yaml";
    std::ofstream(path) << text;
    return path;
}

TEST(ReplicationCli, ShowsScheduleConvictingLinesAndHowToRepeat) {
    const Ended ended = run({"--system", "anarchy", "--seed", "7", "--schedules", "3"});

    EXPECT_EQ(ended.code, exit_violation);
    EXPECT_THAT(ended.out, HasSubstr("seed: 7"));
    EXPECT_THAT(ended.out, HasSubstr("m1 and m2 both lead in term 1"));
    EXPECT_THAT(ended.out, HasSubstr(">    2  0.000000s m1 leads in term 1"));
    EXPECT_THAT(ended.out, HasSubstr("repeat: holdfast-replication --system anarchy --schedules 1 "
                                     "--seed 7"));
}

TEST(ReplicationCli, SavesTheSmallestScheduleWhichConvictsAgain) {
    const std::string path = testing::TempDir() + "smallest.yaml";

    const Ended first = run({"--system", "anarchy", "--shrink", "--save", path});
    const Ended again = run({"--system", "anarchy", "--schedule", path});

    EXPECT_EQ(first.code, exit_violation);
    EXPECT_EQ(again.code, exit_violation);
    ASSERT_TRUE(load_schedule(path));
    EXPECT_TRUE(load_schedule(path)->faults.empty());
}

TEST(ReplicationCli, SaysWhenMembersDoNotComeBack) {
    const Ended ended = run({"--system", "nobody", "--schedules", "1"});

    EXPECT_EQ(ended.code, exit_undecided);
    EXPECT_THAT(ended.out, HasSubstr("0 convicting, 1 undecided"));
}

TEST(ReplicationCli, RefusesUnknownSystemsAndBadSchedules) {
    EXPECT_EQ(run({"--system", "paxos"}).code, exit_could_not_run);
    EXPECT_EQ(run({"--schedules", "1"}).code, exit_could_not_run);
    const Ended ended =
        run({"--system", "anarchy", "--schedule", file_with("seed: 1\nmembers: many\n")});

    EXPECT_EQ(ended.code, exit_could_not_run);
    EXPECT_THAT(ended.err, HasSubstr("schedule.yaml:2: members: expected an integer"));
}

TEST(ReplicationCli, HelpTeaches) {
    const Ended ended = run({"--help"});

    EXPECT_EQ(ended.code, exit_pass);
    EXPECT_THAT(ended.out, HasSubstr("Exit codes: 0 no violation, 1 violation found"));
}

}  // namespace
}  // namespace holdfast::harness::replication::cli
