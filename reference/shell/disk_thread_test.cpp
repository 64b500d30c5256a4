// SPDX-License-Identifier: Apache-2.0
// Goal: writes reach the disk in order, in groups, without holding up the loop. Method: a disk
// whose syncs wait until the test lets them go.
#include "reference/shell/disk_thread.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "reference/shell/test_bench.h"
#include "reference/storage/memory_disk.h"

namespace holdfast::reference::shell {
namespace {

using consensus::WriteId;
using testing::ElementsAre;
using testing::HasSubstr;

/// A disk whose syncs wait while the gate is closed.
class GatedDisk : public storage::MemoryDisk {
  public:
    GatedDisk() : MemoryDisk(Rng(1)) {}
    Result<void> sync(const std::string& name) override {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
        --waiting_;
        return MemoryDisk::sync(name);
    }
    void set_open(bool open) {
        const std::scoped_lock lock(mutex_);
        open_ = open;
        changed_.notify_all();
    }
    void await_a_sync() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return waiting_ > 0; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    int waiting_ = 0;
};

class Writing : public testing::Test {
  protected:
    Writing() { EXPECT_TRUE(store.open().has_value()); }
    std::unique_ptr<DiskThread> started() {
        return std::make_unique<DiskThread>(
            loop, store,
            DiskThread::Handlers{
                [this](WriteId write) { synced.push_back(write); },
                [this](const std::string& reason) { failures.push_back(reason); }});
    }
    static consensus::effect::Persist write_of(WriteId number) {
        return {.write = number, .append = {{.index = number, .term = 1, .payload = "x"}}};
    }
    bool until_synced(WriteId number) {
        return run_until(loop, [&] { return !synced.empty() && synced.back() == number; });
    }

    EventLoop loop;
    GatedDisk disk;
    storage::LogStore store{disk};
    std::vector<WriteId> synced;
    std::vector<std::string> failures;
};

TEST_F(Writing, IsOnDiskWhenItIsSaidToBe) {
    const auto thread = started();
    thread->write(write_of(1));
    ASSERT_TRUE(until_synced(1));
    disk.cut_power();
    EXPECT_EQ(storage::LogStore(disk).open()->stored.entries.size(), 1U);
}

TEST_F(Writing, DuringASlowSyncGoesIntoOneGroupAndTheLoopRunsOn) {
    disk.set_open(false);
    const std::uint64_t before = disk.syncs();
    const auto thread = started();
    thread->write(write_of(1));
    disk.await_a_sync();
    for (WriteId number = 2; number <= 50; ++number) {
        thread->write(write_of(number));
    }
    bool loop_ran = false;
    loop.post([&] { loop_ran = true; });
    ASSERT_TRUE(run_until(loop, [&] { return loop_ran; }));
    EXPECT_THAT(synced, ElementsAre());

    disk.set_open(true);
    ASSERT_TRUE(until_synced(50));
    EXPECT_THAT(synced, ElementsAre(1, 50));
    EXPECT_EQ(disk.syncs() - before, 2U);
}

TEST_F(Writing, StopsAtTheFirstFailureAndSaysWhy) {
    disk.set_full(true);
    const auto thread = started();
    thread->write(write_of(1));
    ASSERT_TRUE(run_until(loop, [&] { return !failures.empty(); }));
    disk.set_full(false);
    thread->write(write_of(2));
    EXPECT_FALSE(run_until(
        loop, [&] { return failures.size() > 1 || !synced.empty(); }, 50ms));
    EXPECT_THAT(failures, ElementsAre(HasSubstr("log-1: No space left on device")));
}

TEST_F(Writing, ClearsDamageBehindTheWritesBeforeIt) {
    ASSERT_TRUE(disk.replace("damaged", "").has_value());
    const auto thread = started();
    thread->write(write_of(1));
    thread->clear_damage();
    thread->write(write_of(2));
    ASSERT_TRUE(until_synced(2));
    const auto opened = storage::LogStore(disk).open();
    EXPECT_FALSE(opened->stored.damaged);
    EXPECT_EQ(opened->stored.entries.size(), 2U);
}

TEST_F(Writing, CallsNobodyBackOnceItIsGone) {
    disk.set_open(false);
    auto thread = started();
    thread->write(write_of(1));
    disk.await_a_sync();
    disk.set_open(true);
    thread.reset();
    EXPECT_FALSE(run_until(
        loop, [&] { return !synced.empty(); }, 50ms));
}

}  // namespace
}  // namespace holdfast::reference::shell
