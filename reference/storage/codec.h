// SPDX-License-Identifier: Apache-2.0
// What a member keeps, as bodies of records. Decoding refuses what encoding does not write, with
// nothing as the answer: the checksum has been looked at before.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/consensus/entry.h"

namespace holdfast::reference::storage {

/// Numbered, so that the newer of two copies is known.
struct NumberedHardState {
    std::uint64_t number = 0;
    consensus::HardState state;
    bool operator==(const NumberedHardState&) const = default;
};

std::string encode(const NumberedHardState& state);
std::string encode(const consensus::Entry& entry);
std::string encode(const consensus::Snapshot& snapshot);

std::optional<NumberedHardState> decode_hard_state(std::string_view body);
std::optional<consensus::Entry> decode_entry(std::string_view body);
std::optional<consensus::Snapshot> decode_snapshot(std::string_view body);

}  // namespace holdfast::reference::storage
