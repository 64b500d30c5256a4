// SPDX-License-Identifier: Apache-2.0
// One record on disk: length and checksum of its body, a checksum of these two, the body. The
// header has a checksum of its own because a flipped bit of the length must not look like a record
// that the power cut short.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::reference::storage {

inline constexpr std::size_t record_header_size = 12;

std::string record(std::string_view body);

/// What a file holds from some place on.
struct FoundRecord {
    enum class Kind {
        whole,
        unfinished,  ///< the file ends inside it: it was being written
        spoilt       ///< a checksum does not fit: it was whole once
    };
    Kind kind = Kind::unfinished;
    std::string_view body;  ///< of a whole one
};

/// `from` must not be empty.
FoundRecord first_record(std::string_view from);

/// The body of a file that is exactly one whole record; nothing when it is not.
std::optional<std::string_view> only_record(std::string_view file);

}  // namespace holdfast::reference::storage
