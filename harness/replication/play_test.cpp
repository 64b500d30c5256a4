// SPDX-License-Identifier: Apache-2.0
// What the parts of the bench do to a member, each alone.
#include "harness/replication/play.h"

#include <gmock/gmock.h>

#include "harness/replication/disk.h"
#include "harness/replication/network.h"

namespace holdfast::harness::replication {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Member m1{1};
constexpr Member m2{2};
constexpr Member m3{3};
constexpr Network exact{.delay_min = 2ms, .delay_max = 2ms};

std::vector<int> numbers(const SimDisk& disk) {
    std::vector<int> numbers;
    for (const Record& record : disk.records()) {
        numbers.push_back(std::any_cast<int>(record));
    }
    return numbers;
}

/// One record on disk, one still on its way, and one that was written at once after both.
SimDisk busy_disk() {
    SimDisk disk;
    disk.store(Instant(0ms), 1, false);
    disk.sync = 50ms;
    disk.store(Instant(10ms), 2, false);
    disk.store(Instant(10ms), 3, true);
    return disk;
}

TEST(SimDisk, PowerCutTakesWhatWasOnItsWay) {
    SimDisk disk = busy_disk();
    disk.power_went(Instant(20ms));
    EXPECT_THAT(numbers(disk), ElementsAre(1, 3));
}

TEST(SimDisk, DeathOfTheProcessTakesNothing) {
    SimDisk disk = busy_disk();
    disk.process_died(Instant(20ms));
    disk.power_went(Instant(20ms));
    EXPECT_THAT(numbers(disk), ElementsAre(1, 2, 3));
}

TEST(SimDisk, NothingOvertakesASlowStore) {
    SimDisk disk = busy_disk();
    disk.sync = 1ms;
    EXPECT_EQ(disk.store(Instant(11ms), 4, false), Instant(60ms));
}

TEST(SimNetwork, PartitionCutsBothWaysAndHeals) {
    SimNetwork network(exact, 1);
    network.partition(0, {m1});

    EXPECT_THAT(network.deliveries({}, m1, m2), IsEmpty());
    EXPECT_THAT(network.deliveries({}, m2, m1), IsEmpty());
    EXPECT_THAT(network.deliveries({}, m2, m3), ElementsAre(Instant(2ms)));

    network.heal(0);
    EXPECT_THAT(network.deliveries({}, m1, m2), ElementsAre(Instant(2ms)));
}

TEST(SimNetwork, AMutedMemberStillHears) {
    SimNetwork network(exact, 1);
    network.mute(0, {m1});

    EXPECT_THAT(network.deliveries({}, m1, m2), IsEmpty());
    EXPECT_THAT(network.deliveries({}, m2, m1), ElementsAre(Instant(2ms)));
}

TEST(SimNetwork, LosesAndDoublesAsOftenAsItIsTold) {
    SimNetwork loses_all(exact, 1);
    loses_all.lose(0, 1);
    EXPECT_THAT(loses_all.deliveries({}, m1, m2), IsEmpty());

    Network doubles = exact;
    doubles.duplicates = 1;
    EXPECT_THAT(SimNetwork(doubles, 1).deliveries({}, m1, m2),
                ElementsAre(Instant(2ms), Instant(2ms)));
}

/// How many of a hundred messages arrive before one that was sent earlier.
int overtaking(bool in_order) {
    SimNetwork network({.delay_max = 50ms, .in_order = in_order}, 1);
    int count = 0;
    Instant last;
    for (int i = 0; i < 100; ++i) {
        const Instant arrival = network.deliveries(Instant(i * 1ms), m1, m2).front();
        count += arrival < last ? 1 : 0;
        last = std::max(last, arrival);
    }
    return count;
}

TEST(SimNetwork, MessagesOvertakeEachOtherUnlessTheyMayNot) {
    EXPECT_EQ(overtaking(true), 0);
    EXPECT_GT(overtaking(false), 10);
}

/// Notes what it is given, as history: each input that reaches m1 is a value that it applies.
class Diary final : public LogNode {
  public:
    explicit Diary(Member self) : self_(self) {}
    Effects step(Instant, const Input& input) override {
        const auto* write = std::get_if<input::Write>(&input);
        return write != nullptr ? Effects{effect::Applied{write->value}} : Effects{};
    }
    std::optional<Instant> next_timeout() const override { return std::nullopt; }
    Leadership leadership() const override { return {self_ == m1, 1}; }

  private:
    Member self_;
};

class DiaryLog final : public ReplicatedLog {
  public:
    std::string name() const override { return "diary"; }
    std::unique_ptr<LogNode> start(Start start) const override {
        return std::make_unique<Diary>(start.self);
    }
};

/// What happens to the leader in a second with this fault from 100 ms to 500 ms and a write at
/// 200 ms: its lines of the history until all is healed.
std::string leader_during(const Fault& fault) {
    Schedule schedule;
    schedule.lasts = 1s;
    schedule.faults = {{100ms, 400ms, fault}};
    schedule.operations = {{200ms, Operation::Kind::write, m1}};
    std::string lines;
    for (const Event& event : play(DiaryLog(), schedule)) {
        if (std::holds_alternative<event::Healed>(event.content)) {
            break;
        }
        const bool starts = std::holds_alternative<event::Started>(event.content);
        if (!starts || event.at > Instant()) {
            lines += to_string(event) + "\n";
        }
    }
    return lines;
}

TEST(Play, APausedMemberGetsItsInputWhenItGoesOn) {
    EXPECT_EQ(leader_during(Pause{}),
              "0.000000s m1 leads in term 1\n"
              "0.100000s fault: pause of m1 begins\n"
              "0.200000s a client asks m1 for write 1\n"
              "0.500000s fault: pause of m1 ends\n"
              "0.500000s m1 applies 1 as number 1 of its log\n");
}

TEST(Play, ADeadMemberRefusesAndStartsAnew) {
    EXPECT_EQ(leader_during(Crash{}),
              "0.000000s m1 leads in term 1\n"
              "0.100000s fault: crash of m1 begins\n"
              "0.200000s a client asks m1 for write 1\n"
              "0.200000s fail: m1 refuses write 1: it is down\n"
              "0.500000s fault: crash of m1 ends\n"
              "0.500000s m1 starts\n"
              "0.500000s m1 leads in term 1\n");
}

TEST(Play, AFaultOfAMemberThatIsDownIsLeftOut) {
    Schedule schedule;
    schedule.lasts = 1s;
    schedule.faults = {{100ms, 400ms, Crash{m1}}, {200ms, 400ms, Pause{m1}}};

    const std::string history = to_text(play(DiaryLog(), schedule));

    EXPECT_THAT(history, testing::HasSubstr("pause is left out: m1 does not run"));
    EXPECT_THAT(history, testing::Not(testing::HasSubstr("pause of m1")));
}

}  // namespace
}  // namespace holdfast::harness::replication
