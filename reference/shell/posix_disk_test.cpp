// SPDX-License-Identifier: Apache-2.0
// Goal: a folder behaves as the Disk that the log store was proved on, and says what went wrong
// where. Method: the store itself on a real folder, and a device that is always full.
#include "reference/shell/posix_disk.h"

#include <gmock/gmock.h>

#include "reference/shell/test_bench.h"
#include "reference/storage/log_store.h"

namespace holdfast::reference::shell {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Disk : public testing::Test {
  protected:
    std::unique_ptr<PosixDisk> open() {
        auto opened = PosixDisk::open(folder / "state");
        EXPECT_TRUE(opened.has_value()) << opened.error().message;
        return std::move(*opened);
    }
    TemporaryFolder folder;
};

TEST_F(Disk, KeepsWhatIsAppendedReplacedAndRemoved) {
    const auto disk = open();
    ASSERT_TRUE(disk->append("log", "one").has_value());
    ASSERT_TRUE(disk->append("log", "two").has_value());
    ASSERT_TRUE(disk->sync("log").has_value());
    EXPECT_EQ(*disk->read("log"), "onetwo");
    ASSERT_TRUE(disk->replace("log", "x").has_value());
    ASSERT_TRUE(disk->append("log", "y").has_value());
    EXPECT_EQ(*disk->read("log"), "xy");
    ASSERT_TRUE(disk->replace("vote", "v").has_value());
    EXPECT_THAT(*disk->list(), ElementsAre("log", "vote"));
    ASSERT_TRUE(disk->remove("log").has_value());
    ASSERT_TRUE(disk->remove("log").has_value()) << "no error when there is none";
    EXPECT_THAT(*disk->list(), ElementsAre("vote"));
}

TEST_F(Disk, DoesNotShowAFileWhoseReplacementWasInterrupted) {
    const auto disk = open();
    folder.write("state/vote.new", "half a");
    EXPECT_THAT(*disk->list(), ElementsAre());
}

TEST_F(Disk, ErrorsNameFileAndReason) {
    const auto disk = open();
    const auto missing = disk->read("snapshot");
    ASSERT_FALSE(missing.has_value());
    EXPECT_THAT(missing.error().message, HasSubstr("state/snapshot: No such file or directory"));

    std::filesystem::create_symlink("/dev/full", folder / "state/log");
    const auto full = disk->append("log", "x");
    ASSERT_FALSE(full.has_value());
    EXPECT_THAT(full.error().message, HasSubstr("state/log: No space left on device"));
}

TEST_F(Disk, IsForOneProcess) {
    const auto disk = open();
    const auto second = PosixDisk::open(folder / "state");
    ASSERT_FALSE(second.has_value());
    EXPECT_THAT(second.error().message, HasSubstr("state is in use by another process"));
}

TEST_F(Disk, CarriesALogStore) {
    const consensus::HardState voted{.term = 2, .vote = "controller1"};
    const std::vector<consensus::Entry> log = {{.index = 1, .term = 2, .payload = "a"},
                                               {.index = 2, .term = 2, .payload = "b"}};
    {
        const auto disk = open();
        storage::LogStore store(*disk);
        ASSERT_TRUE(store.open().has_value());
        ASSERT_TRUE(store.write({.hard_state = voted, .append = log}).has_value());
        ASSERT_TRUE(store.sync().has_value());
    }
    const auto disk = open();
    const auto opened = storage::LogStore(*disk).open();
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    EXPECT_EQ(opened->stored.hard_state, voted);
    EXPECT_EQ(opened->stored.entries, log);
}

}  // namespace
}  // namespace holdfast::reference::shell
