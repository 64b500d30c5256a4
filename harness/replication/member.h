// SPDX-License-Identifier: Apache-2.0
// The members of a replicated log, by number: m1, m2, m3.
#pragma once

#include <fmt/format.h>

#include <compare>
#include <cstdint>
#include <string>

namespace holdfast::harness::replication {

struct Member {
    std::uint32_t number = 0;  ///< from 1
    auto operator<=>(const Member&) const = default;
};

inline std::string to_string(Member member) {
    return fmt::format("m{}", member.number);
}

}  // namespace holdfast::harness::replication
