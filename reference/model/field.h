// SPDX-License-Identifier: Apache-2.0
// Ranges of described members, and the name of a member from its description, so that no field is
// spelled twice.
#pragma once

#include <fmt/format.h>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "base/result.h"

namespace holdfast::reference::model {

/// The described name of a member.
template <class T, class M>
std::string name_of(M T::*member) {
    using Described = boost::describe::describe_members<T, boost::describe::mod_any_access>;
    std::string name;
    boost::mp11::mp_for_each<Described>([&](auto description) {
        using Pointer = std::remove_cv_t<decltype(description.pointer)>;
        if constexpr (std::is_same_v<Pointer, M T::*>) {
            if (description.pointer == member) {
                name = description.name;
            }
        }
    });
    return name;
}

/// One described number and what it may be, both ends included.
template <class T, class M>
struct Range {
    M T::*member;
    std::uint32_t low;
    std::uint32_t high;
};
template <class T, class M>
Range(M T::*, std::uint32_t, std::uint32_t) -> Range<T, M>;

inline std::optional<Error> out_of_range(const std::string& field, std::uint32_t value,
                                         std::uint32_t low, std::uint32_t high) {
    if (value >= low && value <= high) {
        return std::nullopt;
    }
    return bad_input(fmt::format("{}: {} is not in {}-{}", field, value, low, high));
}

/// The first of the ranges that the object breaks. `where` stands before the field: "servers[2].".
template <class T, class... M>
std::optional<Error> first_out_of_range(const T& object, const std::string& where,
                                        const Range<T, M>&... ranges) {
    std::optional<Error> found;
    const auto look = [&](const auto& range) {
        const auto& value = object.*range.member;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>,
                                     std::optional<std::uint32_t>>) {
            if (value && !found) {
                found = out_of_range(where + name_of(range.member), *value, range.low, range.high);
            }
        } else if (!found) {
            found = out_of_range(where + name_of(range.member), value, range.low, range.high);
        }
    };
    (look(ranges), ...);
    return found;
}

}  // namespace holdfast::reference::model
