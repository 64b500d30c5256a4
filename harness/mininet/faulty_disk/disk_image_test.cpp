// SPDX-License-Identifier: Apache-2.0
// Goal: a power cut takes what was not synced, names included, and nothing else. Method: an image
// over a folder of this test's own, asked after the cut.
#include "harness/mininet/faulty_disk/disk_image.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace holdfast::harness::mininet::faulty_disk {
namespace {

using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

class Disk : public testing::Test {
  protected:
    Disk() : folder_(new_folder()), image_(folder_, 1) {}
    ~Disk() override { std::filesystem::remove_all(folder_); }

    /// Named as a run's scratch folder is (harness/run/run_folder.h), so that the next run takes it
    /// away when this program is killed.
    static std::string new_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() /
                               ("holdfast-" + std::to_string(getpid()) + "-XXXXXX"))
                                  .string();
        return mkdtemp(pattern.data());
    }
    void append(const std::string& path, const std::string& text) {
        if (!image_.find(path)) {
            ASSERT_EQ(image_.create(path, 0600), 0);
        }
        write_at(path, image_.find(path)->content.size(), text);
    }
    void write_at(const std::string& path, std::size_t offset, const std::string& text) {
        bool torn = false;
        ASSERT_EQ(image_.write(path, *image_.find(path), offset, text, torn),
                  static_cast<int>(text.size()));
    }
    void sync(const std::string& path) { ASSERT_EQ(image_.sync(path, *image_.find(path)), 0); }
    void store(const std::string& path, const std::string& text) {
        append(path, text);
        sync(path);
    }
    std::string content(const std::string& path) const {
        const auto file = image_.find(path);
        return file ? file->content : "(no file)";
    }
    std::vector<std::string> names() const { return image_.list("/"); }

    std::string folder_;
    DiskImage image_;
};

TEST_F(Disk, KeepsWhatWasSynced) {
    store("/log", "one,");
    store("/log", "two,");
    image_.cut_power();
    EXPECT_EQ(content("/log"), "one,two,");
    EXPECT_EQ(image_.counters.lost_bytes, 0U);
}

TEST_F(Disk, LosesAFileThatWasNeverSynced) {
    store("/vote", "1");
    append("/log", "one,");
    image_.cut_power();
    EXPECT_THAT(names(), UnorderedElementsAre("vote"));
    EXPECT_EQ(image_.counters.lost_bytes, 4U);
}

TEST_F(Disk, TearsAnAppendThatWasNotSynced) {
    store("/log", "one,");
    append("/log", "two,");
    image_.cut_power();
    EXPECT_THAT(content("/log"), StartsWith("one,"));
    EXPECT_THAT("one,two,", StartsWith(content("/log")));
    EXPECT_EQ(content("/log").size() + image_.counters.lost_bytes, 8U);
}

TEST_F(Disk, TakesAnOverwriteBackThatWasNotSynced) {
    store("/log", "one,two,");
    write_at("/log", 0, "six,");
    image_.cut_power();
    EXPECT_EQ(content("/log"), "one,two,");
}

TEST_F(Disk, TakesARenameBackWhoseFolderWasNotSynced) {
    store("/vote", "1");
    store("/vote.new", "2");
    ASSERT_EQ(image_.rename("/vote.new", "/vote"), 0);
    EXPECT_EQ(content("/vote"), "2");
    image_.cut_power();
    EXPECT_EQ(content("/vote"), "1");
    EXPECT_EQ(content("/vote.new"), "2");
}

TEST_F(Disk, KeepsARenameWhoseFolderWasSynced) {
    store("/vote", "1");
    store("/vote.new", "2");
    ASSERT_EQ(image_.rename("/vote.new", "/vote"), 0);
    ASSERT_EQ(image_.sync_names("/"), 0);
    image_.cut_power();
    EXPECT_THAT(names(), UnorderedElementsAre("vote"));
    EXPECT_EQ(content("/vote"), "2");
}

TEST_F(Disk, LetsTwoFilesSwapTheirNames) {
    store("/a", "a");
    store("/b", "b");
    ASSERT_EQ(image_.rename("/a", "/c"), 0);
    ASSERT_EQ(image_.rename("/b", "/a"), 0);
    ASSERT_EQ(image_.rename("/c", "/b"), 0);
    ASSERT_EQ(image_.sync_names("/"), 0);
    image_.cut_power();
    EXPECT_EQ(content("/a") + content("/b"), "ba");
}

TEST_F(Disk, BringsBackAFileWhoseRemovalWasNotSynced) {
    store("/log", "one,");
    ASSERT_EQ(image_.remove("/log"), 0);
    EXPECT_THAT(names(), IsEmpty());
    image_.cut_power();
    EXPECT_EQ(content("/log"), "one,");
}

TEST_F(Disk, SyncsAFileThatWasRemovedWhileItWasOpen) {
    store("/log", "one,");
    append("/new", "two,");
    for (const char* path : {"/log", "/new"}) {
        const auto open = image_.find(path);
        ASSERT_EQ(image_.remove(path), 0);
        EXPECT_EQ(image_.sync(path, *open), 0) << path;
    }
    ASSERT_EQ(image_.sync_names("/"), 0);
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(Disk, RefusesEveryWriteWhileItIsFull) {
    store("/log", "one,");
    image_.full = true;
    bool torn = false;
    EXPECT_EQ(image_.write("/log", *image_.find("/log"), 4, "two,", torn), -ENOSPC);
    EXPECT_EQ(image_.create("/new", 0600), -ENOSPC);
    EXPECT_EQ(image_.make_folder("/folder", 0700), -ENOSPC);
    EXPECT_EQ(image_.counters.refused_writes, 3U);
    EXPECT_EQ(content("/log"), "one,");
}

TEST_F(Disk, TellsFoldersFromFiles) {
    store("/log", "one,");
    ASSERT_EQ(image_.make_folder("/folder", 0700), 0);
    EXPECT_TRUE(image_.has_folder("/"));
    EXPECT_TRUE(image_.has_folder("/folder"));
    EXPECT_FALSE(image_.has_folder("/log"));
    EXPECT_THAT(names(), UnorderedElementsAre("log", "folder"));
}

}  // namespace
}  // namespace holdfast::harness::mininet::faulty_disk
