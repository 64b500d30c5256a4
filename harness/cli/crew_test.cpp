// SPDX-License-Identifier: Apache-2.0
// Goal: a command that waits for its processes notices each way in which that ends. Method: real
// processes, some of which would run for a minute.
#include "harness/cli/crew.h"

#include <gmock/gmock.h>

#include "harness/run/run_folder.h"

namespace holdfast::harness::cli {
namespace {

using testing::ElementsAre;

class CrewOfOne : public testing::Test {
  protected:
    Job job(const std::string& name, const std::string& script) {
        return {name, "/bin/sh", {"-c", script}, {}, scratch_.path() + "/" + name + ".log"};
    }
    static Result<bool> go_on() { return true; }

    run::Scratch scratch_;
    std::vector<std::string> endings_;
    Crew crew_{1, [this](const Job& job, const std::string& how) -> Result<void> {
                   endings_.push_back(job.name + ": " + how);
                   return success;
               }};
};

TEST_F(CrewOfOne, WorksOffJobAfterJob) {
    crew_.add(job("first", "exit 0"));
    crew_.add(job("second", "echo last words; exit 3"));

    EXPECT_TRUE(work_off(crew_, go_on));

    EXPECT_THAT(endings_, ElementsAre("first: exit code 0", "second: exit code 3"));
    EXPECT_EQ(last_lines(scratch_.path() + "/second.log", 1), "last words");
}

TEST_F(CrewOfOne, LeavesNobodyRunningWhenALookHasEnough) {
    crew_.add(job("long", "exec sleep 60"));
    crew_.add(job("never", "exit 0"));

    EXPECT_TRUE(work_off(crew_, [] { return Result<bool>(false); }));

    EXPECT_TRUE(crew_.gone());
    EXPECT_THAT(endings_, ElementsAre());
}

TEST_F(CrewOfOne, AnErrorEndsIt) {
    crew_.add(job("long", "exec sleep 60"));

    const auto worked =
        work_off(crew_, []() -> Result<bool> { return failed("the file is gone"); });

    ASSERT_FALSE(worked);
    EXPECT_EQ(worked.error().message, "the file is gone");
    EXPECT_TRUE(crew_.gone());
}

}  // namespace
}  // namespace holdfast::harness::cli
