// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/state_file.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::HasSubstr;

TEST(StateFile, GivesBackWhatWasWrittenLast) {
    const TemporaryFolder folder;
    const std::string file = folder / "configuration.json";
    ASSERT_TRUE(write_durably(file, std::string(200000, 'a')).has_value());
    ASSERT_TRUE(write_durably(file, "b").has_value());
    EXPECT_EQ(*read_if_there(file), "b");
    EXPECT_FALSE(std::filesystem::exists(file + ".new"));
}

TEST(StateFile, IsNothingBeforeTheFirstWrite) {
    const TemporaryFolder folder;
    EXPECT_EQ(*read_if_there(folder / "configuration.json"), std::nullopt);
}

// A crash between writing and renaming leaves a file beside the good one.
TEST(StateFile, StandsBesideTheRestOfAnInterruptedWrite) {
    const TemporaryFolder folder;
    const std::string file = folder.write("configuration.json", "good");
    folder.write("configuration.json.new", "hal");
    EXPECT_EQ(*read_if_there(file), "good");
    ASSERT_TRUE(write_durably(file, "better").has_value());
    EXPECT_EQ(*read_if_there(file), "better");
}

TEST(StateFile, KeepsTheOldTextWhenTheNewOneCannotBeWritten) {
    const TemporaryFolder folder;
    const std::string file = folder.write("configuration.json", "good");
    std::filesystem::create_directory(file + ".new");  // nobody can write here, not even root
    const auto written = write_durably(file, "better");
    ASSERT_FALSE(written.has_value());
    EXPECT_THAT(written.error().message, HasSubstr("cannot write"));
    EXPECT_EQ(*read_if_there(file), "good");
}

}  // namespace
}  // namespace holdfast::reference::shell
