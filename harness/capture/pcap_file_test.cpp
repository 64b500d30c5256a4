// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "harness/capture/frame.h"

namespace holdfast::harness::capture {
namespace {

struct TemporaryFile {
    std::string path = testing::TempDir() + "holdfast-" + std::to_string(getpid()) + ".pcap";
    ~TemporaryFile() { std::remove(path.c_str()); }
};

// 2026-11-20 as a clock's epoch: nanoseconds must survive beside a large number of seconds.
constexpr Duration epoch = std::chrono::seconds(1'795'132'800);

RC_GTEST_PROP(PcapFile, ReadsBackWhatItWrote, (std::vector<Bytes> contents)) {
    const TemporaryFile file;
    Capture written{"front", {}};
    for (std::size_t i = 0; i < contents.size(); ++i) {
        Bytes bytes = contents[i];
        bytes.resize(bytes.size() + 14);
        written.frames.push_back({Instant(i * 1ms + 123ns), bytes});
    }
    RC_ASSERT(write_capture(file.path, written, epoch).has_value());
    const auto read = read_capture(file.path, "front", epoch);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->frames == written.frames);
}

TEST(PcapFile, RefusesWhatIsNoCapture) {
    const TemporaryFile file;
    std::ofstream(file.path) << "this is no capture";
    const auto read = read_capture(file.path, "front", epoch);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, Error::Kind::bad_input);
    EXPECT_NE(read.error().message.find("expected a pcap file"), std::string::npos);
}

TEST(PcapFile, RefusesACaptureThatIsCutShort) {
    const TemporaryFile file;
    ASSERT_TRUE(write_capture(file.path, {"front", {{Instant(), Bytes(60)}}}, epoch));
    ASSERT_EQ(truncate(file.path.c_str(), 24 + 16 + 30),
              0);  // file header, packet header, half the packet
    const auto read = read_capture(file.path, "front", epoch);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("packet 1"), std::string::npos);
}

}  // namespace
}  // namespace holdfast::harness::capture
