// SPDX-License-Identifier: Apache-2.0
// Goal: what one controller says, another hears, whatever bytes are in it; anything else is refused
// with the field's name. Method: round trips of any message, the wire text of some, spoilt lines.
#include "reference/cluster/encoding.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace holdfast::reference::cluster {
namespace {

using consensus::Entry;
using testing::AllOf;
using testing::HasSubstr;

// ---- any message ----------------------------------------------------------------------------

template <class T>
T any() {
    return *rc::gen::arbitrary<T>();
}

/// Bytes of every value.
std::string bytes() {
    return any<std::string>();
}

std::vector<MemberId> members() {
    std::vector<MemberId> out;
    for (const std::string& name : any<std::vector<std::string>>()) {
        out.emplace_back(name);
    }
    return out;
}

Entry entry() {
    Entry out{.index = any<std::uint64_t>(), .term = any<std::uint64_t>()};
    out.kind = *rc::gen::element(Entry::Kind::no_op, Entry::Kind::command, Entry::Kind::membership);
    out.payload = bytes();
    out.membership.voters = members();
    return out;
}

consensus::AppendEntries append_entries() {
    consensus::AppendEntries out{.term = any<std::uint64_t>(),
                                 .previous_index = any<std::uint64_t>(),
                                 .previous_term = any<std::uint64_t>(),
                                 .commit = any<std::uint64_t>(),
                                 .last_index = any<std::uint64_t>(),
                                 .round = any<std::uint64_t>()};
    for (int left = *rc::gen::inRange(0, 4); left > 0; --left) {
        out.entries.push_back(entry());
    }
    return out;
}

consensus::AppendEntriesResponse append_entries_response() {
    consensus::AppendEntriesResponse out{.term = any<std::uint64_t>(),
                                         .success = any<bool>(),
                                         .match = any<std::uint64_t>(),
                                         .conflict_index = any<std::uint64_t>(),
                                         .round = any<std::uint64_t>()};
    if (any<bool>()) {
        out.conflict_term = any<std::uint64_t>();
    }
    return out;
}

api::Headers headers() {
    return any<api::Headers>();
}

PeerMessage any_message() {
    switch (*rc::gen::inRange(0, 18)) {
        case 0:
            return Hello{bytes(), bytes(), bytes(), Ipv4Address{any<std::uint32_t>()}};
        case 1:
            return consensus::RequestVote{any<std::uint64_t>(), any<bool>(), any<bool>(),
                                          any<std::uint64_t>(), any<std::uint64_t>()};
        case 2:
            return consensus::Vote{any<std::uint64_t>(), any<bool>(), any<bool>()};
        case 3:
            return append_entries_response();
        case 4:
            return consensus::InstallSnapshot{any<std::uint64_t>(), any<std::uint64_t>(),
                                              any<std::uint64_t>(), {members()},
                                              any<std::uint64_t>(), bytes(),
                                              any<bool>(),          any<std::uint64_t>()};
        case 5:
            return consensus::InstallSnapshotResponse{any<std::uint64_t>(), any<std::uint64_t>(),
                                                      any<std::uint64_t>(), any<bool>(),
                                                      any<std::uint64_t>()};
        case 6:
            return consensus::TimeoutNow{any<std::uint64_t>()};
        case 7:
            return ForwardedRequest{any<std::uint64_t>(),
                                    {bytes(), bytes(), headers(), bytes(), any<bool>(), bytes()}};
        case 8:
            return ForwardedResponse{any<std::uint64_t>(), {any<int>(), headers(), bytes()}};
        case 9:
            return JoinRequest{bytes(), bytes()};
        case 10:
            return JoinAnswer{any<bool>(), bytes()};
        case 11:
            return Removed{bytes()};
        case 12:
            return Leaving{};
        case 13:
            return AddressChanged{Ipv4Address{any<std::uint32_t>()}};
        case 14:
            return EnginesSeen{{bytes(), bytes()}};
        case 15:
            return StrangerSeen{bytes()};
        case 16:
            return Dismiss{bytes()};
        default:
            return append_entries();
    }
}

// ---------------------------------------------------------------------------------------------

std::string why_refused(std::string_view line) {
    const auto message = decode_peer_message(line);
    return message ? "accepted" : message.error().message;
}

RC_GTEST_PROP(PeerEncoding, EveryMessageComesBackEqual, ()) {
    const PeerMessage message = any_message();
    const std::string line = encode(message);
    RC_ASSERT(line.find('\n') == std::string::npos);
    const auto read = decode_peer_message(line);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == message);
}

RC_GTEST_PROP(PeerEncoding, SpoiltLinesAreRefusedOrAnotherMessage, ()) {
    std::string line = encode(any_message());
    line[*rc::gen::inRange<std::size_t>(0, line.size())] = any<char>();
    const auto read = decode_peer_message(line);
    const bool sound = read ? decode_peer_message(encode(*read)) == read
                            : read.error().kind == Error::Kind::bad_input;
    RC_ASSERT(sound);
}

RC_GTEST_PROP(PeerEncoding, GarbageIsRefused, (const std::string& garbage)) {
    RC_ASSERT(!decode_peer_message(garbage).has_value());
}

TEST(PeerEncoding, TypeComesFirstAndIsSnakeCase) {
    EXPECT_EQ(encode(consensus::TimeoutNow{7}), R"({"type":"timeout_now","term":7})");
    EXPECT_EQ(encode(Hello{"controller1", "30.2.1", "", Ipv4Address{1}}),
              R"({"type":"hello","node":"controller1","version":"30.2.1","cluster":"",)"
              R"("address":"0.0.0.1"})");
    EXPECT_EQ(
        encode(ForwardedResponse{4, {.status = 200, .headers = {{"ETag", "x"}}, .body = "{}"}}),
        R"({"type":"forwarded_response","id":4,"status":200,)"
        R"("headers":[{"name":"ETag","value":"x"}],"body":"{}"})");
}

TEST(PeerEncoding, WhatIsWrongIsNamed) {
    EXPECT_THAT(why_refused(R"({"type":"vote","term":1,"pre_vote":false})"),
                HasSubstr("vote: /granted: is missing"));
    EXPECT_THAT(why_refused(R"({"type":"timeout_now","term":1,"why":2})"),
                AllOf(HasSubstr("/why"), HasSubstr("unknown field")));
    EXPECT_THAT(why_refused(R"({"type":"timeout_now","term":"1"})"), HasSubstr("/term"));
    EXPECT_THAT(
        why_refused(R"({"type":"append_entries","term":1,"previous_index":0,)"
                    R"("previous_term":0,"commit":0,"round":0,"entries":[{"index":1,)"
                    R"("term":1,"kind":"rumour","payload":"","membership":{"voters":[]}}]})"),
        AllOf(HasSubstr("/entries/0/kind"), HasSubstr("no_op, command, membership")));
    EXPECT_THAT(why_refused(R"({"type":"echo_request","id":1})"),
                AllOf(HasSubstr("/type"), HasSubstr("hello, request_vote, vote")));
}

TEST(PeerEncoding, WhatIsNoMessageIsRefused) {
    for (const std::string_view line :
         {"", "null", "[]", "7", "{}", R"({"type":7})", R"({"type":"leaving"} x)", "{\"type\":"}) {
        EXPECT_NE(why_refused(line), "accepted") << line;
    }
    EXPECT_NE(why_refused(std::string(100'000, '[')), "accepted");
}

TEST(PeerEncoding, LineAtTheLimitIsReadAndOneByteMoreIsNot) {
    std::string line = R"({"type":"leaving"})";
    line.resize(peer_line_max - 1, ' ');
    EXPECT_EQ(why_refused(line), "accepted");
    line += ' ';
    EXPECT_THAT(why_refused(line), HasSubstr("134217729 bytes"));
}

// A snapshot is JSON: every seventh character or so is a quotation mark, which takes two.
TEST(PeerEncoding, PieceOfASnapshotGrowsByAQuarterAtMost) {
    std::string data;
    while (data.size() < (std::size_t{256} << 10U)) {
        data +=
            R"("pool/pool-7f0e2c":{"name":"pool-17","lb_algorithm":"LB_ALGORITHM_ROUND_ROBIN"},)";
    }
    const std::string line = encode(consensus::InstallSnapshot{.data = data});
    EXPECT_LT(line.size(), data.size() * 5 / 4);
}

}  // namespace
}  // namespace holdfast::reference::cluster
