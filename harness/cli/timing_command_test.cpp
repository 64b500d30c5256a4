// SPDX-License-Identifier: Apache-2.0
// Goal: `holdfast timing` ends with the exit code that it promises, whatever it is given. Method:
// files of every kind, and five failovers in a row against baselines that were faster and slower.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/capture_reader/sample_files.h"
#include "harness/cli/timing.h"
#include "harness/run/run_folder.h"
#include "harness/timing/ground_truth/scenario.h"

namespace holdfast::harness::cli {
namespace {

namespace truth = timing::ground_truth;
using capture_reader::FileBytes;
using testing::HasSubstr;

class TimingCommand : public testing::Test {
  protected:
    std::string written(const std::string& name, const Bytes& bytes) const {
        const std::string path = scratch_.path() + "/" + name;
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return path;
    }
    std::string text(const std::string& name, const std::string& content) const {
        return written(name, Bytes(content.begin(), content.end()));
    }
    static int code(TimingOptions options) {
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int found = timing(options);
        testing::internal::GetCapturedStderr();
        testing::internal::GetCapturedStdout();
        return found;
    }
    static int code_of(const std::string& path) {
        TimingOptions options;
        options.captures = {path};
        return code(options);
    }

    /// Five engines fail one after the other, each for 200 ms.
    std::string five_failovers() const {
        truth::Plan plan;
        plan.clock = 1'800'000'000s;
        plan.length = 16s;
        truth::FlowPlan flow;
        flow.end = plan.length;
        plan.owners = {{11, {0ms, 2s}}};
        for (int i = 1; i <= 5; ++i) {
            const Duration fails = i * 2500ms;
            flow.out_of_service.push_back({fails, fails + 200ms});
            plan.owners.back().owns.to = plan.owners.back().alive_until = fails;
            plan.owners.push_back(
                {static_cast<std::uint8_t>(11 + i), {fails + 100ms, plan.length}});
        }
        plan.flows = {flow};
        Rng chance(3);
        return written("five.pcap", truth::play(plan, chance).capture);
    }
    std::string baseline(int milliseconds_each) const {
        std::string events;
        for (int i = 0; i < 5; ++i) {
            events += (i > 0 ? "," : "") + std::string(R"({"kind":"failover","begin":)") +
                      std::to_string(10 * i) + R"(,"end":)" + std::to_string(10 * i + 1) +
                      R"(,"failoverTime":{"value":)" +
                      std::to_string(milliseconds_each * 1'000'000 + i) + "}}";
        }
        return text("baseline.json", R"({"vips":[{"events":[)" + events + "]}]}");
    }
    int against(int milliseconds_each) const {
        TimingOptions options;
        options.captures = {five_failovers()};
        options.validated_for = "1s";
        options.baseline = baseline(milliseconds_each);
        return code(options);
    }

    run::Scratch scratch_;
};

TEST_F(TimingCommand, BadInputIsExitCode3) {
    EXPECT_EQ(code_of(scratch_.path() + "/none"), exit_could_not_run);
    EXPECT_EQ(code_of(written("empty", {})), exit_could_not_run);
    EXPECT_EQ(code_of(text("wrong", "this is no capture")), exit_could_not_run);
    EXPECT_EQ(code_of(written("header", FileBytes().u32(0xa1b2c3d4).out())), exit_could_not_run);
    EXPECT_EQ(
        code_of(written("absurd", FileBytes().pcap_header().u32(0).u32(0).u32(~0U).u32(1).out())),
        exit_could_not_run);
}

TEST_F(TimingCommand, WrongOptionsAreExitCode3) {
    const std::string capture = written("a.pcap", FileBytes().pcap_header().out());
    const auto with = [&](auto change) {
        TimingOptions options;
        options.captures = {capture};
        change(options);
        return code(options);
    };
    EXPECT_EQ(with([](TimingOptions&) {}), exit_pass);
    EXPECT_EQ(with([](TimingOptions& o) { o.vips = {"here"}; }), exit_could_not_run);
    EXPECT_EQ(with([](TimingOptions& o) { o.fault_at = "soon"; }), exit_could_not_run);
    EXPECT_EQ(with([](TimingOptions& o) { o.between = {"1s", "never"}; }), exit_could_not_run);
    EXPECT_EQ(with([](TimingOptions& o) { o.threshold = "0s"; }), exit_could_not_run);
    EXPECT_EQ(with([](TimingOptions& o) { o.html = "/no/such/folder/a.html"; }),
              exit_could_not_run);
    EXPECT_EQ(with([](TimingOptions& o) { o.receiver_log = "/no/such/log"; }), exit_could_not_run);
    EXPECT_EQ(with([](TimingOptions& o) { o.baseline = "/no/such/baseline"; }), exit_could_not_run);
}

TEST_F(TimingCommand, ACutCaptureIsReadAsFarAsItGoes) {
    Bytes bytes = FileBytes().pcap_header().pcap_packet(1, 0, Bytes(60)).out();
    bytes.pop_back();
    EXPECT_EQ(code_of(written("cut.pcap", bytes)), exit_pass);
}

TEST_F(TimingCommand, SlowerThanTheBaselineIsExitCode1) {
    EXPECT_EQ(against(120), exit_fail);
    EXPECT_EQ(against(200), exit_pass);
    EXPECT_EQ(against(400), exit_pass);
}

TEST_F(TimingCommand, ItsOwnJsonIsABaseline) {
    TimingOptions options;
    options.captures = {five_failovers()};
    options.validated_for = "1s";
    options.json = true;
    testing::internal::CaptureStdout();
    ASSERT_EQ(timing(options), exit_pass);
    options.baseline = text("own.json", testing::internal::GetCapturedStdout());
    options.json = false;
    testing::internal::CaptureStdout();
    EXPECT_EQ(timing(options), exit_pass);
    EXPECT_THAT(testing::internal::GetCapturedStdout(),
                testing::AllOf(HasSubstr("5 failovers: P50"), HasSubstr("no regression: shift")));
}

TEST_F(TimingCommand, WritesAPage) {
    TimingOptions options;
    options.captures = {five_failovers()};
    options.html = scratch_.path() + "/a.html";
    code(options);
    EXPECT_GT(std::filesystem::file_size(options.html), 10'000U);
}

}  // namespace
}  // namespace holdfast::harness::cli
