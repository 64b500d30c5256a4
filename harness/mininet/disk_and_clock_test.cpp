// SPDX-License-Identifier: Apache-2.0
// Goal: faults of disks, clocks and processors do to a real program what they say, and heal.
// Method: a program that keeps a diary on its disk and tells what happened to it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <fstream>
#include <sstream>

#include "faults/fault.h"
#include "harness/mininet/test_network.h"

namespace holdfast::harness::mininet {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::StartsWith;

/// Ten characters a line into "log", every line synced but those of "unsynced"; says of each what
/// became of it, the time that its sync took, and its clocks.
constexpr const char* diary = R"(
import os, sys, time
folder, synced = sys.argv[1], sys.argv[2] == 'synced'
log = os.open(folder + '/log', os.O_WRONLY | os.O_CREAT | os.O_APPEND)
print('found', os.fstat(log).st_size, flush=True)
for number in range(100000):
    word = 'wrote'
    before = time.monotonic()
    try:
        os.write(log, b'%09d\n' % number)
        if synced or number == 0:
            os.fsync(log)
    except OSError as e:
        word = e.strerror
    print(word, int(1000 * (time.monotonic() - before)), time.time_ns(), time.monotonic_ns(), flush=True)
    time.sleep(0.005)
)";

/// What a controller does in its folder, beside appending to a log.
constexpr const char* housekeeping = R"(
import fcntl, os, sys, time
folder = os.open(sys.argv[1], os.O_RDONLY | os.O_DIRECTORY)
fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
print('found', sorted(os.listdir(sys.argv[1])), flush=True)
for word in b'first', b'second':
    with open(sys.argv[1] + '/vote.new', 'wb') as vote:
        vote.write(word)
        os.fdatasync(vote.fileno())
    os.rename('vote.new', 'vote', src_dir_fd=folder, dst_dir_fd=folder)
    os.fsync(folder)
with open(sys.argv[1] + '/log-0', 'ab') as log:
    log.write(b'old')
os.unlink('log-0', dir_fd=folder)
os.fsync(folder)
print('kept', sorted(os.listdir(sys.argv[1])), open(sys.argv[1] + '/vote').read(), flush=True)
time.sleep(60)  # a controller goes on; the test ends it
)";

/// The process whose command line has both words; 0: there is none.
pid_t process_with(const std::string& program, const std::string& argument) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream in(entry.path() / "cmdline");
        std::stringstream text;
        text << in.rdbuf();
        if (text.str().find(program) != std::string::npos &&
            text.str().find(argument) != std::string::npos) {
            return std::stoi(entry.path().filename().string());
        }
    }
    return 0;
}

/// Of two texts of one size.
int bits_apart(const std::string& one, const std::string& other) {
    EXPECT_EQ(one.size(), other.size());
    int bits = 0;
    for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
        bits += std::popcount(static_cast<unsigned char>(one[i] ^ other[i]));
    }
    return bits;
}

class SickNode : public MininetTest {
  protected:
    void SetUp() override {
        MininetTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        auto made = MininetTestbed::bring_up(small_network(), {.seed = 1,
                                                               .folder = test_folder(),
                                                               .faulty_disks = {"se1"},
                                                               .faulty_clocks = {"se1"},
                                                               .busy_nodes = {"se1"}});
        ASSERT_DONE(made);
        testbed_ = std::move(*made);
        if (const auto disk = testbed_->disk_counters("se1");
            !disk && disk.error().kind == Error::Kind::unsupported) {
            GTEST_SKIP() << disk.error().message;
        }
    }
    void start(const char* script, const std::string& how) {
        folder_ = testbed_->disk_directory("se1").value();
        ASSERT_DONE(testbed_->install(
            {"se1", {"/usr/bin/python3", "-c", script, folder_, how}, log(), {}}));
        ASSERT_DONE(testbed_->start_programs("se1"));
    }
    void keep_diary(const std::string& how = "synced") {
        start(diary, how);
        until("the diary begins", [&] { return said("wrote", 3); });
    }
    std::string log() const { return testbed_->folder() + "/diary.log"; }
    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        std::ifstream in(log());
        for (std::string line; std::getline(in, line);) {
            all.push_back(line);
        }
        return all;
    }
    bool said(const std::string& word, long times) const {
        const auto all = lines();
        return std::count_if(all.begin(), all.end(),
                             [&](const auto& line) { return line.starts_with(word); }) >= times;
    }
    void until(const std::string& what, const std::function<bool()>& condition) {
        ASSERT_DONE(wait_until(*testbed_, what, 5s, condition));
    }
    std::unique_ptr<faults::ActiveFault> inject(const faults::Fault& fault) {
        auto active = faults::inject(fault, *testbed_, roles_);
        EXPECT_TRUE(active) << active.error().message;
        return active ? std::move(*active) : nullptr;
    }
    /// Bytes of "log" that the program found when it was started the second time.
    std::size_t found_again() {
        until("the diary begins again", [&] { return said("found", 2); });
        std::size_t size = 0;
        for (const auto& line : lines()) {
            if (line.starts_with("found")) {
                size = std::stoul(line.substr(6));
            }
        }
        return size;
    }

    struct Names : faults::Roles {
        Result<std::vector<std::string>> resolve(const faults::Target& target) const override {
            return std::vector{target.argument};
        }
        HeartbeatPath heartbeat_path() const override { return {}; }
    } roles_;
    const faults::Target se1_{faults::Target::Role::node, "se1"};
    std::unique_ptr<MininetTestbed> testbed_;
    std::string folder_;
};

TEST_F(SickNode, AHealthyDiskServesWhatAControllerDoesInItsFolder) {
    start(housekeeping, "");
    until("the folder is in order", [&] { return said("kept", 1); });
    EXPECT_EQ(lines().back(), "kept ['vote'] second");
    // After a power cut the same is found by the next program.
    const auto fault = inject(faults::UnsyncedWritesLost{se1_});
    ASSERT_DONE(fault->heal());
    until("it is in order again", [&] { return said("kept", 2); });
    EXPECT_EQ(lines()[2], "found ['vote']");
    EXPECT_THAT(testbed_->lost_parts(), IsEmpty());
}

TEST_F(SickNode, ADiskThatEndsTellsHow) {
    keep_diary();
    EXPECT_THAT(testbed_->lost_parts(), IsEmpty());
    const pid_t disk = process_with("holdfast-disk", testbed_->disk_directory("se1").value());
    ASSERT_GT(disk, 0);
    ASSERT_EQ(kill(disk, SIGABRT), 0);
    until("its end is noticed", [&] { return !testbed_->lost_parts().empty(); });
    const std::string how = "disk of se1 ended by SIGABRT, and said last: nothing";
    EXPECT_THAT(testbed_->lost_parts(), ElementsAre(how));
    EXPECT_THAT(testbed_->disk_counters("se1").error().message, HasSubstr(how));
}

TEST_F(SickNode, AFullDiskRefusesWritesUntilItIsHealed) {
    keep_diary();
    const auto fault = inject(faults::DiskFull{se1_});
    ASSERT_NE(fault, nullptr);
    EXPECT_FALSE(fault->prove());
    until("a write is refused", [&] { return said("No space left on device", 1); });
    EXPECT_THAT(fault->prove().value(), StartsWith("refused "));

    ASSERT_DONE(fault->heal());
    const auto before = lines().size();
    until("it writes again", [&] { return lines().size() > before + 5; });
    EXPECT_THAT(lines().back(), StartsWith("wrote"));
}

TEST_F(SickNode, ASlowDiskDelaysEverySyncAndLetsItsProgramDie) {
    keep_diary();
    const auto fault = inject(faults::DiskSlow{se1_, 300ms});
    until("a sync takes its time", [&] { return said("wrote 3", 1); });
    EXPECT_THAT(fault->prove().value(), StartsWith("delayed "));

    ASSERT_DONE(testbed_->set_sync_delay("se1", 1min));
    testbed_->advance(testbed_->now() + 400ms);
    ASSERT_DONE(testbed_->kill_programs("se1"));
    ASSERT_DONE(fault->heal());
}

TEST_F(SickNode, APowerCutLosesWhatWasNotSynced) {
    keep_diary("unsynced");
    until("it writes", [&] { return said("wrote", 50); });
    const auto fault = inject(faults::UnsyncedWritesLost{se1_});
    EXPECT_THAT(fault->prove().value(), HasSubstr("programs of se1 are gone"));
    const std::size_t lost = testbed_->disk_counters("se1")->lost_bytes;
    const auto lines_before = lines().size() - 1;

    ASSERT_DONE(fault->heal());
    const std::size_t found = found_again();
    EXPECT_GE(found, 10U) << "the first line was synced";
    EXPECT_LT(found, 10 * lines_before);
    EXPECT_GE(found + lost, 10 * lines_before);
}

TEST_F(SickNode, APowerCutLosesNothingThatWasSynced) {
    keep_diary();
    const auto fault = inject(faults::UnsyncedWritesLost{se1_});
    const auto synced = 10 * (lines().size() - 1);
    ASSERT_DONE(fault->heal());
    EXPECT_GE(found_again(), synced);
}

TEST_F(SickNode, ACorruptTailIsFoundAtTheRestart) {
    keep_diary();
    until("there is something to spoil", [&] { return said("wrote", 20); });
    const auto fault = inject(faults::LogTailCorrupted{se1_});
    EXPECT_THAT(fault->prove().value(), StartsWith("3 bits inverted"));
    // Outside the testbed's mount namespace the folder shows what is on disk.
    std::ifstream in(folder_ + "/log");
    std::stringstream text;
    text << in.rdbuf();
    std::string expected;
    for (std::size_t n = 0; expected.size() < text.str().size(); ++n) {
        expected += fmt::format("{:09}\n", n);
    }
    // Two inversions may meet in one bit, and nothing else differs.
    EXPECT_THAT(bits_apart(text.str(), expected), AllOf(Ge(1), Le(3)));
    ASSERT_DONE(fault->heal());
}

TEST_F(SickNode, AProgramDiesInsideItsTornWrite) {
    keep_diary();
    const auto fault = inject(faults::CrashInWrite{se1_});
    until("it is dead",
          [&] { return testbed_->program_state("se1").value() == faults::ProcessState::gone; });
    EXPECT_EQ(fault->prove().value(), "1 program died inside a write");
    const auto written = 10 * (lines().size() - 1);
    ASSERT_DONE(fault->heal());
    const std::size_t found = found_again();
    EXPECT_GE(found, written);
    EXPECT_LT(found, written + 10);
    until("it writes again", [&] { return said("wrote", 10); });
}

/// Of the last line that begins with "wrote": its wall clock against ours.
Duration wall_offset(const std::string& line) {
    std::istringstream words(line);
    std::string word;
    std::int64_t took = 0;
    std::int64_t wall = 0;
    words >> word >> took >> wall;
    return Duration(wall - std::chrono::system_clock::now().time_since_epoch().count());
}

TEST_F(SickNode, AStepMovesTheProgramsWallClockAndNothingElse) {
    keep_diary();
    const auto fault = inject(faults::ClockStep{se1_, -1h});
    EXPECT_THAT(fault->prove().value(), HasSubstr("off by -3600s"));
    const auto written = lines().size();
    until("it goes on", [&] { return lines().size() > written + 5; });
    EXPECT_NEAR(seconds(wall_offset(lines().back())), -3600, 2);

    ASSERT_DONE(fault->heal());
    const auto then = lines().size();
    until("it goes on", [&] { return lines().size() > then + 5; });
    EXPECT_NEAR(seconds(wall_offset(lines().back())), 0, 2);
}

TEST_F(SickNode, ASkewedWallClockRunsAwayWithoutAJump) {
    keep_diary();
    const auto fault = inject(faults::ClockSkew{se1_, 5});
    until("the skew shows", [&] { return fault->prove().has_value(); });
    testbed_->advance(testbed_->now() + 1s);
    const double ahead = seconds(wall_offset(lines().back()));
    EXPECT_GT(ahead, 3);
    EXPECT_LT(ahead, 20);
    ASSERT_DONE(fault->heal());
}

// Half of what is asked for proves it; a diary of five lines in 25 ms alone uses far less.
TEST_F(SickNode, IsBusyForAsLongAsTheFaultLasts) {
    keep_diary();
    const auto fault = inject(faults::ProcessorBusy{se1_, 0.8});
    until("the load shows", [&] { return fault->prove().has_value(); });
    ASSERT_DONE(fault->heal());
    const Duration used = testbed_->processor_time("se1").value();
    const Instant healed = testbed_->now();
    testbed_->advance(healed + 500ms);
    const Duration since = testbed_->processor_time("se1").value() - used;
    EXPECT_LT(seconds(since), 0.4 * seconds(testbed_->now() - healed));
}

TEST_F(SickNode, TakesItsDiskAwayWithIt) {
    keep_diary();
    ASSERT_GT(process_with("holdfast-disk", folder_), 0);
    testbed_.reset();
    EXPECT_EQ(process_with("holdfast-disk", folder_), 0);
    std::ifstream in("/proc/self/mounts");
    std::stringstream mounts;
    mounts << in.rdbuf();
    EXPECT_EQ(mounts.str().find(folder_), std::string::npos);
}

TEST_F(SickNode, SyncsAreManyASecond) {
    keep_diary();
    ASSERT_DONE(testbed_->kill_programs("se1"));
    ASSERT_DONE(testbed_->set_sync_delay("se1", 1ns));  // to have them counted
    const std::string count = testbed_->folder() + "/count";
    testbed_->uninstall("se1");
    ASSERT_DONE(testbed_->install(
        {"se1",
         {"/usr/bin/python3", "-c",
          "import os, sys, time\n"
          "log = os.open(sys.argv[1] + '/log', os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
          "begin = time.monotonic()\n"
          "for n in range(500):\n"
          "    os.write(log, b'x' * 300)\n"
          "    os.fsync(log)\n"
          "print(int(500 / (time.monotonic() - begin)), 'syncs a second')\n",
          folder_},
         count,
         {}}));
    ASSERT_DONE(testbed_->start_programs("se1"));
    until("it has counted", [&] { return std::filesystem::file_size(count) > 0; });
    std::ifstream in(count);
    std::stringstream text;
    text << in.rdbuf();
    fmt::print("{}", text.str());
    EXPECT_GE(testbed_->disk_counters("se1")->delayed_syncs, 500U);
}

}  // namespace
}  // namespace holdfast::harness::mininet
