// SPDX-License-Identifier: Apache-2.0
// Goal: what the testbed's cloud does with what a controller asks of it, and what it tells. The
// controller is played by a list of wanted machines.
#include "harness/sut/orchestrator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::harness::sut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Act = history::CloudActed::Act;
using Mood = scenario::SetCloud::Mood;

class Cloud {
  public:
    explicit Cloud(Duration start_time = 100ms) {
        topology_.hosts = {{"host1", {"se1", "se2"}}, {"host2", {"se4"}}};
        scenario::CloudSpec spec;
        spec.machines = {"se2", "se4"};
        spec.start_time = start_time;
        orchestrator_.emplace(
            spec, topology_, std::vector<std::string>{"se1"},
            [this](const std::string& method, const std::string& path, const std::string& body) {
                return answer(method, path, body);
            },
            MachineRoom{[this](const std::string& machine, const std::string&) {
                            started.push_back(machine);
                            return Result<void>(success);
                        },
                        [this](const std::string& machine) {
                            stopped.push_back(machine);
                            return Result<void>(success);
                        },
                        [this](const std::string& machine) {
                            rebooted.push_back(machine);
                            return Result<void>(success);
                        }});
    }
    Orchestrator& operator*() { return *orchestrator_; }
    /// The acts as words: "asked se4".
    std::vector<std::string> attend(Duration at) {
        std::vector<std::string> words;
        for (const auto& acted : orchestrator_->attend(Instant(at))) {
            constexpr const char* names[] = {"asked",   "started",     "refused", "told to remove",
                                             "removed", "host failed", "rebooted"};
            words.push_back(std::string(names[static_cast<int>(acted.act)]) + " " + acted.machine);
        }
        return words;
    }

    std::string wanted = "[]";
    std::string reboots = "[]";
    bool answers = true;
    std::vector<std::string> started;
    std::vector<std::string> stopped;
    std::vector<std::string> rebooted;
    std::vector<std::string> inventories;

  private:
    Result<ApiAnswer> answer(const std::string& method, const std::string& path,
                             const std::string& body) {
        if (!answers) {
            return failed("no controller runs");
        }
        if (method == "POST") {
            EXPECT_EQ(path, "/api/cloud/cloud-1/inventory");
            inventories.push_back(body);
            return ApiAnswer{200, "{}"};
        }
        return path.ends_with("/machines")
                   ? ApiAnswer{200, R"({"machines": )" + wanted + R"(, "reboot": )" + reboots + "}"}
                   : ApiAnswer{200, R"({"results": [{"uuid": "cloud-1"}]})"};
    }

    topology::Topology topology_;
    std::optional<Orchestrator> orchestrator_;
};

constexpr const char* se4_wanted =
    R"([{"engine": "se4", "host": "host2", "se_group": "elastic", "wanted": true}])";
constexpr const char* se4_unwanted =
    R"([{"engine": "se4", "host": "host2", "se_group": "elastic", "wanted": false}])";

TEST(Orchestrator, TellsItsHostsOnce) {
    Cloud cloud;
    EXPECT_THAT(cloud.attend(0s), IsEmpty());
    EXPECT_THAT(cloud.attend(40ms), IsEmpty());
    ASSERT_EQ(cloud.inventories.size(), 1U);
    EXPECT_THAT(cloud.inventories[0],
                HasSubstr(R"({"name":"host1","vacant":["se2"],"occupied":["se1"]})"));
}

TEST(Orchestrator, StartsWhatIsAskedForAfterItsTime) {
    Cloud cloud;
    cloud.wanted = se4_wanted;
    EXPECT_THAT(cloud.attend(1s), ElementsAre("asked se4"));
    EXPECT_THAT(cloud.attend(1090ms), IsEmpty());
    EXPECT_THAT(cloud.attend(1100ms), ElementsAre("started se4"));
    EXPECT_THAT(cloud.attend(1200ms), IsEmpty());
    EXPECT_THAT(cloud.started, ElementsAre("se4"));
    EXPECT_THAT(cloud.inventories.back(), HasSubstr(R"("vacant":[],"occupied":["se4"])"));
}

TEST(Orchestrator, TakesAwayWhatIsNotWanted) {
    Cloud cloud(0ms);
    cloud.wanted = se4_wanted;
    cloud.attend(1s);
    cloud.wanted = se4_unwanted;
    EXPECT_THAT(cloud.attend(2s), ElementsAre("told to remove se4", "removed se4"));
    EXPECT_THAT(cloud.stopped, ElementsAre("se4"));
    EXPECT_THAT(cloud.inventories.back(), HasSubstr(R"("vacant":["se4"])"));
}

TEST(Orchestrator, RefusesAndSaysWhy) {
    Cloud cloud;
    (*cloud).set_mood(Mood::refuses);
    cloud.wanted = se4_wanted;
    EXPECT_THAT(cloud.attend(1s), ElementsAre("asked se4", "refused se4"));
    EXPECT_THAT(cloud.inventories.back(), HasSubstr(R"("failed":[{"engine":"se4")"));
    EXPECT_THAT(cloud.started, IsEmpty());
}

TEST(Orchestrator, HangsWithoutAWordAndStartsWhenAskedAnew) {
    Cloud cloud(0ms);
    (*cloud).set_mood(Mood::hangs);
    cloud.wanted = se4_wanted;
    EXPECT_THAT(cloud.attend(1s), ElementsAre("asked se4"));
    (*cloud).set_mood(Mood::starts);
    EXPECT_THAT(cloud.attend(2s), IsEmpty());
    cloud.wanted = se4_unwanted;
    EXPECT_THAT(cloud.attend(3s), IsEmpty());
    cloud.wanted = se4_wanted;
    EXPECT_THAT(cloud.attend(4s), ElementsAre("asked se4", "started se4"));
}

TEST(Orchestrator, StartsAnotherMachine) {
    Cloud cloud(0ms);
    (*cloud).set_mood(Mood::starts_another);
    cloud.wanted = se4_wanted;
    EXPECT_THAT(cloud.attend(1s), ElementsAre("asked se4", "started se2"));
}

TEST(Orchestrator, RebootsOnceAndTells) {
    Cloud cloud;
    cloud.attend(0s);
    cloud.reboots = R"(["se1"])";
    EXPECT_THAT(cloud.attend(1s), ElementsAre("rebooted se1"));
    EXPECT_THAT(cloud.inventories.back(), HasSubstr(R"("rebooted":["se1"])"));
    cloud.reboots = "[]";
    EXPECT_THAT(cloud.attend(2s), IsEmpty());
    EXPECT_THAT(cloud.rebooted, ElementsAre("se1"));
}

TEST(Orchestrator, RebootsOnlyWhatRunsOnAHostThatAnswers) {
    Cloud cloud;
    cloud.attend(0s);
    cloud.reboots = R"(["se1", "se2", "unknown"])";
    (*cloud).host_fails("host1");
    cloud.attend(1s);
    EXPECT_THAT(cloud.rebooted, IsEmpty());
}

TEST(Orchestrator, TellsOnceOfTheEnginesOnAFailedHost) {
    Cloud cloud(0ms);
    cloud.attend(0s);
    (*cloud).host_fails("host1");
    EXPECT_THAT(cloud.attend(1s), ElementsAre("host failed se1"));
    EXPECT_THAT(cloud.inventories.back(), HasSubstr(R"("host_failed":["se1"])"));
    EXPECT_THAT(cloud.inventories.back(),
                HasSubstr(R"({"name":"host1","vacant":[],"occupied":["se1"]})"));
    cloud.wanted = se4_wanted;
    EXPECT_THAT(cloud.attend(2s), ElementsAre("asked se4", "started se4"));
    EXPECT_THAT(cloud.inventories.back(), HasSubstr(R"("host_failed":[])"));
}

TEST(Orchestrator, TellsOfAFailedHostWhenAControllerAnswersAgain) {
    Cloud cloud;
    cloud.attend(0s);
    cloud.answers = false;
    (*cloud).host_fails("host1");
    EXPECT_THAT(cloud.attend(1s), IsEmpty());
    cloud.answers = true;
    EXPECT_THAT(cloud.attend(2s), ElementsAre("host failed se1"));
}

TEST(Orchestrator, StartsNothingOnAFailedHost) {
    Cloud cloud;
    cloud.wanted = se4_wanted;
    cloud.attend(1s);
    (*cloud).host_fails("host2");
    EXPECT_THAT(cloud.attend(2s), IsEmpty());
    EXPECT_THAT(cloud.started, IsEmpty());
}

TEST(Orchestrator, GoesOnWhenAControllerAnswersAgain) {
    Cloud cloud;
    cloud.wanted = se4_wanted;
    cloud.answers = false;
    EXPECT_THAT(cloud.attend(1s), IsEmpty());
    cloud.answers = true;
    EXPECT_THAT(cloud.attend(2s), ElementsAre("asked se4"));
    cloud.answers = false;
    EXPECT_THAT(cloud.attend(3s), ElementsAre("started se4"));
    cloud.answers = true;
    cloud.attend(4s);
    EXPECT_THAT(cloud.inventories.back(), HasSubstr(R"("occupied":["se4"])"));
}

}  // namespace
}  // namespace holdfast::harness::sut
