// SPDX-License-Identifier: Apache-2.0
// Goal: programs of an answer start where and in the order that it says, and a wrong answer is told
// by its field. Method: answers as adapters write them.
#include "harness/sut/outside/deploy_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace holdfast::harness::sut::outside {
namespace {

using testing::HasSubstr;

Result<std::vector<Stage>> stages_of(const std::string& answer) {
    const auto topology = topology::find_topology("legacy_pair");
    return read_stages(boost::json::parse(answer).as_object(), *topology, "/run-folder");
}

std::string complaint_about(const std::string& answer) {
    const auto stages = stages_of(answer);
    return stages ? "nothing" : stages.error().message;
}

TEST(DeployAnswer, ProgramsAreGroupedByStage) {
    const auto stages = stages_of(R"({"programs":[
        {"node":"gw1","argv":["/bin/second"],"stage":2,"environment":{"A":"b"}},
        {"node":"se1","argv":["/bin/first","-x"]},
        {"node":"se2","argv":["/bin/first"]}]})");
    ASSERT_TRUE(stages) << stages.error().message;
    ASSERT_EQ(stages->size(), 2U);
    const std::vector<mininet::ProgramSpec> first = {
        {"se1", {"/bin/first", "-x"}, "/run-folder/se1-1.out", {}},
        {"se2", {"/bin/first"}, "/run-folder/se2-1.out", {}}};
    EXPECT_EQ((*stages)[0].programs, first);
    EXPECT_EQ((*stages)[1].programs.front().environment.at("A"), "b");
}

TEST(DeployAnswer, IsRefusedByItsField) {
    EXPECT_THAT(complaint_about("{}"), HasSubstr("/programs: is missing"));
    EXPECT_THAT(complaint_about(R"({"programs":[{"node":"se9","argv":["/x"]}]})"),
                HasSubstr("/programs/0/node: legacy_pair has no node se9"));
    EXPECT_THAT(complaint_about(R"({"programs":[{"node":"se1"}]})"),
                HasSubstr("/programs/0/argv: is missing"));
    EXPECT_THAT(complaint_about(R"({"programs":[{"node":"se1","argv":"/x"}]})"),
                HasSubstr("/programs/0/argv"));
    EXPECT_THAT(complaint_about(R"({"programs":[{"node":"se1","argv":["/x"],"stage":0}]})"),
                HasSubstr("/programs/0/stage"));
    EXPECT_THAT(complaint_about(R"({"programs":[{"node":"se1","argv":["/x"],"stage":1},
                                                {"node":"se1","argv":["/x"],"stage":2}]})"),
                HasSubstr("/programs/1/stage: all programs of se1 start in one stage"));
    EXPECT_THAT(complaint_about(R"({"programs":[{"node":"se1","argv":["/x"],"cwd":"/"}]})"),
                HasSubstr("cwd"));
}

}  // namespace
}  // namespace holdfast::harness::sut::outside
