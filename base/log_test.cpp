// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace holdfast {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::SizeIs;

/// A log file of its own for each test; afterwards lines go to standard error again.
class Log : public testing::Test {
  protected:
    Log() : folder_(testing::TempDir() + "holdfast-log-" + std::to_string(getpid())) {
        std::filesystem::create_directories(folder_);
        log::to_file(path());
    }
    ~Log() override {
        log::to_standard_error();
        log::set_level(log::Level::info);
        std::filesystem::remove_all(folder_);
    }
    std::string path() const { return folder_ + "/events.log"; }
    std::vector<std::string> lines() const {
        std::ifstream file(path());
        std::vector<std::string> read;
        for (std::string line; std::getline(file, line);) {
            read.push_back(line);
        }
        return read;
    }

  private:
    std::string folder_;
};

TEST_F(Log, AnEventIsOneLineWithTimeLevelAndSubjectFirst) {
    log::info("se2", "takes over {}, heard nothing from {} for {}ms", "vs1", "se1", 312);
    ASSERT_THAT(lines(), SizeIs(1));
    EXPECT_THAT(
        lines()[0],
        ContainsRegex("^[0-9-]+T[0-9:]+\\.[0-9]+Z info se2 takes over vs1, heard nothing from se1 "
                      "for 312ms$"));
}

TEST_F(Log, LinesAreThereAtOnce) {
    log::warning("gate", "first");
    ASSERT_THAT(lines(), SizeIs(1));
    log::error("gate", "second");
    ASSERT_THAT(lines(), SizeIs(2));
    EXPECT_THAT(lines()[0], HasSubstr(" warning gate first"));
    EXPECT_THAT(lines()[1], HasSubstr(" error gate second"));
}

TEST_F(Log, DetailsAreWrittenOnlyWhenAskedFor) {
    log::debug("se1", "hidden");
    log::set_level(log::Level::debug);
    log::debug("se1", "shown");
    ASSERT_THAT(lines(), SizeIs(1));
    EXPECT_THAT(lines()[0], HasSubstr("debug se1 shown"));
}

TEST_F(Log, ANewlineInsideAnEventForgesNoSecondOne) {
    log::write(log::Level::info, "se1", "says\nerror se2 is gone");
    EXPECT_THAT(lines(), SizeIs(1));
}

TEST_F(Log, AFileIsContinuedNotReplaced) {
    log::info("gate", "before");
    log::to_file(path());
    log::info("gate", "after");
    EXPECT_THAT(lines(), SizeIs(2));
}

TEST_F(Log, AFileThatCannotBeWrittenLeavesTheLogWhereItWas) {
    log::to_file("/proc/no-such-folder/x.log");
    EXPECT_THAT(lines(), SizeIs(1));
    EXPECT_THAT(lines()[0], HasSubstr("cannot append to /proc/no-such-folder/x.log"));
}

}  // namespace
}  // namespace holdfast
