// SPDX-License-Identifier: Apache-2.0
// Goal: every file that tcpdump, Wireshark and their like write is read as libpcap reads it, and
// none that is broken is read past its break. Method: files byte by byte, and libpcap as the other
// reader where it can read them.
#include "harness/capture_reader/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pcap/pcap.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "harness/capture_reader/merged.h"
#include "harness/capture_reader/sample_files.h"

namespace holdfast::harness::capture_reader {
namespace {

using testing::HasSubstr;

struct Packet {
    Duration clock{};
    std::uint32_t interface = 0;
    std::uint16_t link_type = 0;
    Bytes bytes;
    bool operator==(const Packet&) const = default;
};

struct All {
    std::vector<Packet> packets;
    FormatState state;
};

All read_all(Reader reader) {
    All all;
    CapturedPacket packet;
    while (reader.next(packet)) {
        EXPECT_EQ(packet.number, all.packets.size() + 1 + reader.state().without_time);
        all.packets.push_back({packet.clock, packet.interface, packet.link_type,
                               Bytes(packet.bytes.begin(), packet.bytes.end())});
    }
    all.state = reader.state();
    return all;
}

All read_all(const Bytes& bytes) {
    return read_all(Reader::open(memory_source(bytes), "f").value());
}

std::string refusal(const Bytes& bytes) {
    const auto reader = Reader::open(memory_source(bytes), "f");
    return reader ? "" : reader.error().message;
}

const Bytes some(20, 7);

class Folder : public testing::Test {
  protected:
    Folder() { std::filesystem::create_directories(path_); }
    ~Folder() override { std::filesystem::remove_all(path_); }
    std::string file(const std::string& name) const { return path_ / name; }
    std::string written(const std::string& name, const Bytes& bytes) const {
        std::ofstream(file(name), std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return file(name);
    }
    std::string zipped(const std::string& name, const Bytes& bytes) const {
        gzFile to = gzopen(file(name).c_str(), "wb");
        gzwrite(to, bytes.data(), static_cast<unsigned>(bytes.size()));
        gzclose(to);
        return file(name);
    }

  private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("holdfast-reader-" + std::to_string(getpid()));
};

TEST(Reader, TakesMicroAndNanosecondsOfClassicFiles) {
    const All micro = read_all(FileBytes().pcap_header().pcap_packet(5, 7, some).out());
    EXPECT_EQ(micro.packets, (std::vector<Packet>{{5s + 7us, 0, 1, some}}));
    EXPECT_EQ(micro.state.interfaces.at(0).resolution, 1us);
    const All nano =
        read_all(FileBytes().pcap_header(0xa1b23c4d, 113).pcap_packet(5, 7, some).out());
    EXPECT_EQ(nano.packets, (std::vector<Packet>{{5s + 7ns, 0, 113, some}}));
    EXPECT_FALSE(nano.state.trouble);
}

TEST(Reader, TakesInterfacesOfDifferentLinkTypeAndResolution) {
    const FileBytes nano = FileBytes().option(9, {9}).option(2, {'e', 't', 'h', '0'});
    const FileBytes binary = FileBytes().option(9, {0x80 | 10});  // 2^-10 s
    const All all = read_all(FileBytes()
                                 .section()
                                 .interface(1, nano)
                                 .interface(113)
                                 .interface(276, binary)
                                 .enhanced(0, 3'000'000'007, some)
                                 .enhanced(1, 3'000'007, some)
                                 .enhanced(2, 3 * 1024 + 512, some)
                                 .out());
    EXPECT_EQ(all.packets,
              (std::vector<Packet>{
                  {3s + 7ns, 0, 1, some}, {3s + 7us, 1, 113, some}, {3s + 500ms, 2, 276, some}}));
    EXPECT_EQ(all.state.interfaces.at(0).name, "eth0");
}

TEST(Reader, BeginsANewSectionWithItsOwnInterfaces) {
    const All all = read_all(FileBytes()
                                 .section()
                                 .interface(1)
                                 .enhanced(0, 1, some)
                                 .section()
                                 .interface(113)
                                 .enhanced(0, 2, some)
                                 .out());
    ASSERT_EQ(all.packets.size(), 2U);
    EXPECT_EQ(all.packets[1].interface, 1U);
    EXPECT_EQ(all.packets[1].link_type, 113);
}

TEST(Reader, AddsTheOffsetOfAnInterfacesClock) {
    const FileBytes offset = FileBytes().option(14, {100, 0, 0, 0, 0, 0, 0, 0});
    const All all =
        read_all(FileBytes().section().interface(1, offset).enhanced(0, 1'000'000, some).out());
    EXPECT_EQ(all.packets.at(0).clock, 101s);
}

TEST(Reader, CountsWhatTheCapturingProgramMissedAndPacketsWithoutTime) {
    const FileBytes missed = FileBytes().u32(0).u64(0).option(5, {9, 0, 0, 0, 0, 0, 0, 0});
    const All all = read_all(FileBytes()
                                 .section()
                                 .interface(1)
                                 .block(3, FileBytes().u32(4).raw({1, 2, 3, 4}))
                                 .enhanced(0, 1, some)
                                 .block(5, missed)
                                 .out());
    EXPECT_EQ(all.state.dropped, 9U);
    EXPECT_EQ(all.state.without_time, 1U);
    EXPECT_EQ(all.state.packets, 2U);
}

TEST(Reader, RefusesWhatIsNoCaptureAndSaysWhy) {
    EXPECT_THAT(refusal({}), HasSubstr("f: is empty"));
    EXPECT_THAT(refusal({1}), HasSubstr("fewer than 4 bytes"));
    EXPECT_THAT(refusal({'h', 'e', 'l', 'l', 'o'}), HasSubstr("begins with 68 65 6c 6c"));
    Bytes cut = FileBytes().pcap_header().out();
    cut.pop_back();
    EXPECT_THAT(refusal(cut), HasSubstr("within the file header"));
    EXPECT_THAT(refusal(FileBytes().u32(0xa1b2c3d4).u16(7).u16(0).u64(0).u64(0).out()),
                HasSubstr("version 7"));
}

TEST(Reader, KeepsWhatCameBeforeACutInAPacket) {
    const Bytes whole =
        FileBytes().pcap_header().pcap_packet(1, 0, some).pcap_packet(2, 0, some).out();
    for (std::size_t missing = 1; missing < 16 + some.size(); ++missing) {
        const All all =
            read_all(Bytes(whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(missing)));
        ASSERT_EQ(all.packets.size(), 1U);
        ASSERT_TRUE(all.state.trouble);
        EXPECT_EQ(all.state.trouble->kind, Trouble::Kind::cut);
        EXPECT_THAT(all.state.trouble->sentence, HasSubstr("in the middle of packet 2"));
    }
}

TEST(Reader, StopsAtLengthsThatCannotBe) {
    const All huge = read_all(FileBytes()
                                  .pcap_header()
                                  .pcap_packet(1, 0, some)
                                  .u32(1)
                                  .u32(0)
                                  .u32(0x7fffffff)
                                  .u32(4)
                                  .out());
    ASSERT_TRUE(huge.state.trouble);
    EXPECT_EQ(huge.state.trouble->kind, Trouble::Kind::damaged);
    EXPECT_THAT(huge.state.trouble->sentence, HasSubstr("packet 2 at byte 60 claims 2147483647"));
    const All block =
        read_all(FileBytes().section().interface(1).u32(6).u32(0xfffffff0).u32(0).out());
    EXPECT_EQ(block.state.trouble.value().kind, Trouble::Kind::damaged);
    const All two = read_all(FileBytes().section().u32(9).u32(16).u32(0).u32(12).out());
    EXPECT_THAT(two.state.trouble.value().sentence, HasSubstr("two lengths: 16 and 12"));
}

TEST(Reader, StopsAtAPacketOfAnInterfaceThatNothingDescribes) {
    const All all = read_all(FileBytes().section().interface(1).enhanced(1, 1, some).out());
    EXPECT_THAT(all.state.trouble.value().sentence, HasSubstr("of interface 1"));
}

TEST(Reader, KeepsClocksWithinWhatADurationHolds) {
    const All all = read_all(FileBytes().section().interface(1).enhanced(0, ~0ULL, some).out());
    EXPECT_EQ(all.packets.at(0).clock, latest_clock);
}

TEST_F(Folder, GzipIsReadAsIfItWereNone) {
    const Bytes bytes = FileBytes().pcap_header().pcap_packet(1, 0, some).out();
    EXPECT_EQ(read_all(Reader::open(zipped("a.gz", bytes)).value()).packets,
              read_all(bytes).packets);
}

TEST_F(Folder, GzipThatEndsEarlyIsACut) {
    FileBytes many;
    many.pcap_header();
    for (std::uint32_t i = 0; i < 5000; ++i) {
        many.pcap_packet(i, i * 7919 % 1'000'000, some);
    }
    const std::string path = zipped("a.gz", many.out());
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    const All all = read_all(Reader::open(path).value());
    EXPECT_GT(all.packets.size(), 100U);
    EXPECT_THAT(all.state.trouble.value().sentence, HasSubstr("ends early"));
}

TEST_F(Folder, WhatCannotBeOpenedIsNamed) {
    EXPECT_THAT(Reader::open(file("none")).error().message, HasSubstr("cannot be opened"));
    EXPECT_THAT(Reader::open(file("")).error().message, HasSubstr("is a folder"));
}

/// libpcap's reading of the same file.
std::vector<Packet> by_libpcap(const std::string& path) {
    char reason[PCAP_ERRBUF_SIZE] = "";
    pcap_t* reader =
        pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, reason);
    EXPECT_NE(reader, nullptr) << reason;
    std::vector<Packet> packets;
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    while (reader != nullptr && pcap_next_ex(reader, &header, &bytes) == 1) {
        packets.push_back({std::chrono::seconds(header->ts.tv_sec) + Duration(header->ts.tv_usec),
                           0, static_cast<std::uint16_t>(pcap_datalink(reader)),
                           Bytes(bytes, bytes + header->caplen)});
    }
    if (reader != nullptr) {
        pcap_close(reader);
    }
    return packets;
}

RC_GTEST_FIXTURE_PROP(Folder, ReadsWhatLibpcapReads, ()) {
    const bool next_generation = *rc::gen::arbitrary<bool>();
    FileBytes file_bytes;
    if (next_generation) {
        file_bytes.section().interface(1, FileBytes().option(9, {9}));
    } else {
        file_bytes.pcap_header(*rc::gen::element(0xa1b2c3d4U, 0xa1b23c4dU));
    }
    for (const auto& packet :
         *rc::gen::container<std::vector<Bytes>>(rc::gen::arbitrary<Bytes>())) {
        const auto second = *rc::gen::inRange<std::uint32_t>(0, 2'000'000'000);
        const auto fraction = *rc::gen::inRange<std::uint32_t>(0, 1'000'000);
        if (next_generation) {
            file_bytes.enhanced(0, second * 1'000'000'000ULL + fraction, packet);
        } else {
            file_bytes.pcap_packet(second, fraction, packet);
        }
    }
    const std::string path = written("a.pcap", file_bytes.out());
    RC_ASSERT(read_all(file_bytes.out()).packets == by_libpcap(path));
}

TEST(Merged, GivesPacketsInTheOrderOfTheirClocks) {
    const Bytes one = FileBytes().pcap_header().pcap_packet(1, 0, {1}).pcap_packet(3, 0, {3}).out();
    const Bytes two = FileBytes().pcap_header().pcap_packet(2, 0, {2}).pcap_packet(4, 0, {4}).out();
    std::vector<Reader> readers;
    readers.push_back(Reader::open(memory_source(two), "two").value());
    readers.push_back(Reader::open(memory_source(one), "one").value());
    Merged merged(std::move(readers));
    CapturedPacket packet;
    std::size_t capture = 0;
    Bytes order;
    std::vector<std::size_t> captures;
    while (merged.next(packet, capture)) {
        order.push_back(packet.bytes.front());
        captures.push_back(capture);
    }
    EXPECT_EQ(order, (Bytes{1, 2, 3, 4}));
    EXPECT_EQ(captures, (std::vector<std::size_t>{1, 0, 1, 0}));
}

}  // namespace
}  // namespace holdfast::harness::capture_reader
