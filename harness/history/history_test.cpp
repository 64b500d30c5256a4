// SPDX-License-Identifier: Apache-2.0
// Goal: a history on disk is the history in memory, always in the same bytes. Method: one event of
// each kind there and back; damaged lines are refused with their number.
#include "harness/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace holdfast::harness::history {
namespace {

using testing::HasSubstr;

Instant at(Duration time) {
    return Instant(time);
}

History one_of_each() {
    History history;
    history.append(
        at(0ns),
        RunBegan{"sim",
                 "reference 0.1.0",
                 ~0ULL,
                 0ns,
                 {{"se1", "front", *parse_mac("02:00:00:00:00:0b"), *parse_ipv4("192.0.2.11")}}});
    history.append(at(5ms), PhaseBegan{"baseline"});
    history.append(at(6ms), OperationEvent{1, "switchover active_of(vs1) = se1",
                                           OperationEvent::Type::info, "no \"answer\"\n", 503});
    history.append(
        at(7ms),
        FaultEvent{
            0, "inject", at(6999999ns), "process_crash active_of(vs1)", {"se1"}, "pid 17 gone"});
    history.append(at(8ms), SystemEvent{"SE_DOWN", "se1", "silent"});
    history.append(at(9ms), RuntimeObserved{{{"vs1", "OPER_UP", {"se2"}, {}}},
                                            {{"se2", "OPER_UP", true, {1, 2}}}});
    history.append(at(9ms), ClusterObserved{"controller2",
                                            true,
                                            "CLUSTER_UP_HA_ACTIVE",
                                            "100",
                                            {{"controller1", "CLUSTER_LEADER", "CLUSTER_ACTIVE",
                                              "2026-01-02 03:04:05"}},
                                            at(8ms)});
    workload::ApiCall call;
    call.client = "writer-1";
    call.operation = workload::ApiCall::Operation::remove;
    call.value = "17";
    call.completed = at(9ms);
    history.append(at(9ms), ApiCallRecorded{call});
    workload::ProbeFlow flow{3,
                             "vs1",
                             *parse_ipv4("198.51.100.10"),
                             40003,
                             *parse_ipv4("192.0.2.100"),
                             5000,
                             10ms,
                             {at(1ms), at(11ms)},
                             {{0, at(2ms)}, {0, at(3ms)}}};
    history.append(at(10ms), FlowRecorded{flow});
    workload::Connection connection;
    connection.service = "vs1";
    connection.established = at(3ms);
    connection.answered = {at(4ms), at(5ms)};
    connection.end = workload::Connection::End::timed_out;
    history.append(at(11ms), ConnectionRecorded{connection});
    history.append(at(12ms), FidelityRecorded{1, 2ms, 3, 4ms, 5ms});
    history.append(at(13ms), Trouble{"no network"});
    return history;
}

TEST(History, EveryKindOfEventSurvivesItsLine) {
    const History history = one_of_each();
    for (const Event& event : history.events()) {
        const std::string line = to_json_line(event);
        const auto read = parse_json_line(line, "line");
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read, event) << line;
        EXPECT_EQ(to_json_line(*read), line);
    }
}

TEST(History, ALineReadsAsExpected) {
    EXPECT_EQ(to_json_line({at(1500ms), PhaseBegan{"faults"}}),
              R"({"at":1500000000,"event":"phase","phase":"faults"})");
    EXPECT_EQ(
        to_json_line({at(7ns), OperationEvent{4, "redistribute", OperationEvent::Type::ok, ""}}),
        R"({"at":7,"event":"operation","id":4,"operation":"redistribute","type":"ok","message":"","status":0})");
}

TEST(History, FindsPhasesAndLineNumbers) {
    const History history = one_of_each();
    EXPECT_EQ(history.phase("baseline"), at(5ms));
    EXPECT_EQ(history.phase("faults"), std::nullopt);
    ASSERT_EQ(history.all<FaultEvent>().size(), 1U);
    EXPECT_EQ(history.all<FaultEvent>()[0].line, 4U);
    EXPECT_EQ(history.run().testbed, "sim");
}

class HistoryFile : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("holdfast-history-" + std::to_string(getpid()));
    std::string path_ = (folder_ / "history.jsonl").string();
};

TEST_F(HistoryFile, IsReadBackEqualAndLeavesNothingAside) {
    const History history = one_of_each();
    ASSERT_TRUE(write_history(path_, history));
    const auto read = read_history(path_);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->events(), history.events());
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(HistoryFile, ADamagedLineIsRefusedWithItsNumber) {
    ASSERT_TRUE(write_history(path_, one_of_each()));
    std::ofstream(path_, std::ios::app) << R"({"at":1,"event":"phase","phrase":"x"})"
                                        << "\n";
    const auto read = read_history(path_);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("history.jsonl:13"));
    EXPECT_THAT(read.error().message, HasSubstr("phrase"));
}

TEST_F(HistoryFile, AFileThatBeginsInTheMiddleIsRefused) {
    std::ofstream(path_) << R"({"at":1,"event":"phase","phase":"x"})"
                         << "\n";
    ASSERT_FALSE(read_history(path_));
    EXPECT_THAT(read_history(path_).error().message, HasSubstr(":1: expected the beginning"));
}

}  // namespace
}  // namespace holdfast::harness::history
