// SPDX-License-Identifier: Apache-2.0
// Goal: the faults of disks reach a simulated program's disk, prove themselves and end; a program
// that dies inside a write is silent from there. Method: a diary on a scratch disk.
#include <gmock/gmock.h>

#include "faults/fault.h"
#include "harness/sim/lab.h"
#include "harness/sim/scratch_disk.h"

namespace holdfast::harness::sim {
namespace {

using testing::HasSubstr;

struct Names : faults::Roles {
    Result<std::vector<std::string>> resolve(const faults::Target& target) const override {
        return std::vector{target.argument};
    }
    HeartbeatPath heartbeat_path() const override { return {}; }
};

struct SickNode {
    Lab lab{BringUp{.faulty_disks = {"se1", "se2"}}};
    Names roles;
    faults::Target se1{faults::Target::Role::node, "se1"};
    std::shared_ptr<ScratchDisk> disk = std::make_shared<ScratchDisk>();

    SickNode() {
        lab->attach_disk("se1", disk);
        EXPECT_TRUE(lab->install("se1", [this] { return std::make_unique<Diary>(disk); }));
        EXPECT_TRUE(lab->start_programs("se1"));
        lab.run(1005ms);  // between two lines, with no frame on its way
    }
    std::unique_ptr<faults::ActiveFault> inject(const faults::Fault& fault) {
        return faults::inject(fault, *lab, roles).value();
    }
    std::size_t written_in(Duration length) {
        const auto before = disk->content.size();
        lab.run(length);
        return disk->content.size() - before;
    }
};

TEST(NodeDisk, ThatIsFullTakesNothingUntilItIsHealed) {
    SickNode node;
    const auto fault = node.inject(faults::DiskFull{node.se1});
    EXPECT_EQ(node.written_in(100ms), 0U);
    EXPECT_EQ(*fault->prove(), "refused 10 writes");
    ASSERT_TRUE(fault->heal());
    EXPECT_EQ(node.written_in(100ms), 100U);
}

TEST(NodeDisk, ThatIsSlowHoldsItsProgramUp) {
    SickNode node;
    const auto fault = node.inject(faults::DiskSlow{node.se1, 80ms});
    EXPECT_EQ(node.written_in(1s), 200U);  // two lines in 10 ms + 10 ms + 80 ms
    EXPECT_THAT(*fault->prove(), HasSubstr("delayed 10 syncs"));
    ASSERT_TRUE(fault->heal());
}

TEST(NodeDisk, WithoutPowerKeepsWhatWasSynced) {
    SickNode node;
    node.disk->append("not synced");
    const auto size = node.disk->content.size();
    const auto fault = node.inject(faults::UnsyncedWritesLost{node.se1});
    EXPECT_EQ(node.disk->content.size() + node.lab->disk_counters("se1")->lost_bytes, size);
    EXPECT_LT(node.disk->content.size(), size);
    EXPECT_THAT(*fault->prove(), HasSubstr("unsynced bytes lost, programs of se1 are gone"));
    ASSERT_TRUE(fault->heal());
    EXPECT_EQ(*node.lab->program_state("se1"), faults::ProcessState::running);
}

TEST(NodeDisk, ThatIsCorruptWasToBeFoundByName) {
    SickNode node;
    EXPECT_THAT(faults::inject(faults::LogTailCorrupted{node.se1, "wal"}, *node.lab, node.roles)
                    .error()
                    .message,
                HasSubstr("no file of se1 has a name that begins with wal"));
    const auto before = node.disk->content;
    const auto fault = node.inject(faults::LogTailCorrupted{node.se1});
    EXPECT_NE(node.disk->content, before);
    EXPECT_TRUE(fault->prove());
}

TEST(NodeDisk, ThatTearsAWriteKillsItsProgramInsideIt) {
    SickNode node;
    const auto fault = node.inject(faults::CrashInWrite{node.se1});
    ASSERT_TRUE(node.lab->start_capture());
    EXPECT_LT(node.written_in(1s), 10U);
    EXPECT_EQ(*node.lab->program_state("se1"), faults::ProcessState::gone);
    EXPECT_EQ(*fault->prove(), "1 program died inside a write");
    EXPECT_EQ(node.lab.count("front",
                             [](const packet::Packet& p) {
                                 const auto* ip = std::get_if<packet::Ipv4>(&p.content);
                                 return ip != nullptr &&
                                        std::holds_alternative<packet::Udp>(ip->content);
                             }),
              0U);
    ASSERT_TRUE(fault->heal());
    EXPECT_EQ(node.written_in(100ms), 100U);
}

// The first write of a program that has only just begun.
TEST(NodeDisk, ThatTearsAWriteInsideAStartKillsThatProgramToo) {
    SickNode node;
    const auto fault = node.inject(faults::CrashInWrite{node.se1});
    ASSERT_TRUE(node.lab->kill_programs("se1"));
    ASSERT_TRUE(node.lab->start_programs("se1"));
    EXPECT_EQ(*node.lab->program_state("se1"), faults::ProcessState::gone);
}

TEST(NodeDisk, IsNotTouchedWhileProgramsRunOrNobodyAnnouncedIt) {
    SickNode node;
    EXPECT_THAT(node.lab->cut_disk_power("se1").error().message, HasSubstr("still run"));
    EXPECT_THAT(node.lab->set_disk_full("client", true).error().message,
                HasSubstr("was not announced as faulty"));
    EXPECT_EQ(node.lab->set_disk_full("se2", true).error().kind, Error::Kind::unsupported);
}

}  // namespace
}  // namespace holdfast::harness::sim
