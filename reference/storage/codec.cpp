// SPDX-License-Identifier: Apache-2.0
#include "reference/storage/codec.h"

#include <limits>

#include "base/bytes.h"
#include "base/check.h"

namespace holdfast::reference::storage {

using consensus::Entry;
using consensus::MemberId;
using consensus::Membership;
using consensus::Snapshot;

namespace {

std::string text_of(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

ByteReader reader_of(std::string_view body) {
    return ByteReader({reinterpret_cast<const std::uint8_t*>(body.data()), body.size()});
}

void write_text(ByteWriter& out, std::string_view text) {
    CHECK(text.size() <= std::numeric_limits<std::uint32_t>::max(), "a text of {} bytes",
          text.size());
    out.u32(static_cast<std::uint32_t>(text.size()));
    out.text(text);
}

std::string read_text(ByteReader& in) {
    const auto bytes = in.raw(in.u32());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void write_membership(ByteWriter& out, const Membership& membership) {
    out.u32(static_cast<std::uint32_t>(membership.voters.size()));
    for (const MemberId& voter : membership.voters) {
        write_text(out, voter.text());
    }
}

Membership read_membership(ByteReader& in) {
    Membership out;
    for (std::uint32_t left = in.u32(); left > 0 && in.ok(); --left) {
        out.voters.emplace_back(read_text(in));
    }
    return out;
}

/// The value, if the body held it and nothing else.
template <class T>
std::optional<T> all_read(const ByteReader& in, T value) {
    return in.ok() && in.remaining() == 0 ? std::optional<T>(std::move(value)) : std::nullopt;
}

}  // namespace

std::string encode(const NumberedHardState& state) {
    Bytes bytes;
    ByteWriter out(bytes);
    out.u64(state.number);
    out.u64(state.state.term);
    out.u8(state.state.vote ? 1 : 0);
    write_text(out, state.state.vote ? state.state.vote->text() : "");
    return text_of(bytes);
}

std::optional<NumberedHardState> decode_hard_state(std::string_view body) {
    ByteReader in = reader_of(body);
    NumberedHardState out;
    out.number = in.u64();
    out.state.term = in.u64();
    const bool voted = in.u8() != 0;
    const std::string vote = read_text(in);
    if (voted) {
        out.state.vote = vote;
    }
    return all_read(in, std::move(out));
}

std::string encode(const Entry& entry) {
    Bytes bytes;
    ByteWriter out(bytes);
    out.u64(entry.index);
    out.u64(entry.term);
    out.u8(static_cast<std::uint8_t>(entry.kind));
    write_text(out, entry.payload);
    write_membership(out, entry.membership);
    return text_of(bytes);
}

std::optional<Entry> decode_entry(std::string_view body) {
    ByteReader in = reader_of(body);
    Entry out;
    out.index = in.u64();
    out.term = in.u64();
    const std::uint8_t kind = in.u8();
    if (kind > static_cast<std::uint8_t>(Entry::Kind::membership)) {
        return std::nullopt;
    }
    out.kind = static_cast<Entry::Kind>(kind);
    out.payload = read_text(in);
    out.membership = read_membership(in);
    return all_read(in, std::move(out));
}

std::string encode(const Snapshot& snapshot) {
    Bytes bytes;
    ByteWriter out(bytes);
    out.u64(snapshot.last_index);
    out.u64(snapshot.last_term);
    write_membership(out, snapshot.membership);
    write_text(out, snapshot.state);
    return text_of(bytes);
}

std::optional<Snapshot> decode_snapshot(std::string_view body) {
    ByteReader in = reader_of(body);
    Snapshot out;
    out.last_index = in.u64();
    out.last_term = in.u64();
    out.membership = read_membership(in);
    out.state = read_text(in);
    return all_read(in, std::move(out));
}

}  // namespace holdfast::reference::storage
