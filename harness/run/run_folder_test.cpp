// SPDX-License-Identifier: Apache-2.0
// Goal: a run folder holds the whole run or is not there, and a later judge reads back what was
// recorded. Method: save and load a small recording; leftovers of processes that are gone.
#include "harness/run/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "harness/run/fake_world.h"
#include "harness/run/write_file.h"

namespace holdfast::harness::run {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

check::Recording small_recording() {
    check::Recording recording;
    recording.topology = *topology::find_topology("legacy_pair");
    recording.scenario.property = "LEG-6";
    recording.scenario.seed = 42;
    recording.scenario.deployment.engines = {"se1", "se2"};
    scenario::VirtualServiceSpec service;
    service.name = "vs1";
    service.vip = recording.topology.vips[0];
    recording.scenario.deployment.services = {service};
    recording.history.append(Instant(), history::RunBegan{"sim", "reference 0.1.0", 42, 0ns, {}});
    recording.history.append(Instant(1s), history::PhaseBegan{"baseline"});
    recording.history.append(Instant(2s), history::PhaseBegan{"end"});
    recording.captures = {{"front", {{Instant(1500ms), Bytes(60, 7)}}}};
    return recording;
}

TEST(RunFolder, IsReadBackAsItWas) {
    const Scratch scratch;
    const check::Recording recording = small_recording();
    const std::string folder = new_run_folder(scratch.path() + "/runs", recording);
    EXPECT_THAT(folder, HasSubstr("-LEG-6-sim-reference_0.1.0-42"));
    ASSERT_TRUE(save_run(folder, recording, {}));

    const auto loaded = load_run(folder);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->scenario, recording.scenario);
    EXPECT_EQ(loaded->topology, recording.topology);
    EXPECT_EQ(loaded->history.events(), recording.history.events());
    ASSERT_EQ(loaded->captures.size(), 1U);
    EXPECT_EQ(loaded->captures[0].frames, recording.captures[0].frames);
    EXPECT_TRUE(fs::exists(folder + "/timeline.json"));
    EXPECT_TRUE(fs::exists(folder + "/verdict.json"));
    EXPECT_EQ(access((folder + "/repeat.sh").c_str(), X_OK), 0);
    // Nothing half-written beside it.
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path() + "/runs"), {}), 1);
}

TEST(RunFolder, TheSystemsLogsComeAlongAndSocketsDoNot) {
    const Scratch scratch;
    fs::create_directories(scratch.path() + "/play/logs");
    ASSERT_TRUE(write_file(scratch.path() + "/play/logs/se1.log", "x"));
    ASSERT_TRUE(write_file(scratch.path() + "/play/driver.log", "y"));
    ASSERT_TRUE(write_file(scratch.path() + "/play/frames.tmp", "z"));
    const std::string folder = scratch.path() + "/run";
    ASSERT_TRUE(save_run_with_logs(folder, small_recording(), {}, scratch.path() + "/play"));
    EXPECT_TRUE(fs::exists(folder + "/logs/se1.log"));
    EXPECT_TRUE(fs::exists(folder + "/logs/testbed-driver.log"));
    EXPECT_FALSE(fs::exists(folder + "/logs/frames.tmp"));
}

TEST(RunFolder, OneThatCannotBeWrittenLeavesNothing) {
    const Scratch scratch;
    ASSERT_TRUE(write_file(scratch.path() + "/file", "in the way"));
    EXPECT_FALSE(save_run(scratch.path() + "/file/run", small_recording(), {}));
}

TEST(RunFolder, NoFolderIsRefused) {
    EXPECT_THAT(load_run("no/such/run").error().message, HasSubstr("expected the folder of a run"));
}

// A process that was killed and that nobody has waited for still has its number.
TEST(RunFolder, LeftoversOfKilledProcessesGoAndWhatIsInUseStays) {
    const Scratch root;
    const std::string gone = root.path() + "/.4711-run";
    const std::string stays = root.path() + "/.4712-run";
    const std::string finished = root.path() + "/20261120T160000-LEG-6";
    for (const std::string& folder : {gone, stays, finished}) {
        fs::create_directories(folder);
    }
    const pid_t killed = fork();
    if (killed == 0) {
        const auto in_use = FolderInUse::claim(gone);
        raise(SIGKILL);
    }
    siginfo_t ended{};
    waitid(P_PID, static_cast<id_t>(killed), &ended, WEXITED | WNOWAIT);
    const auto in_use = FolderInUse::claim(stays);
    remove_leftovers(root.path());
    EXPECT_FALSE(fs::exists(gone));
    EXPECT_TRUE(fs::exists(stays));
    EXPECT_TRUE(fs::exists(finished));
    EXPECT_TRUE(fs::exists(root.path()));
    waitpid(killed, nullptr, 0);
}

}  // namespace
}  // namespace holdfast::harness::run
