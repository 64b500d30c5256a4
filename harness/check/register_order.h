// SPDX-License-Identifier: Apache-2.0
// Whether calls on one object can be put in an order that a single copy of it could have served,
// each call somewhere between its begin and its end: linearizability (Herlihy and Wing, 1990), by
// the search of Wing and Gong (1993) with the memory of visited states of Lowe (2017).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace holdfast::harness::check {

/// The object is absent, or has a value. Values are numbers that stand for the texts on the wire.
struct RegisterState {
    enum class Kind { absent, present, anything };
    Kind kind = Kind::absent;  ///< anything: not known, the first call that tells decides
    std::uint64_t value = 0;
    bool operator==(const RegisterState&) const = default;
};

struct RegisterCall {
    enum class Operation {
        create,  ///< absent -> value
        write,   ///< present -> value
        remove,  ///< present -> absent
        read,    ///< found `value`; none: found it absent
    };
    Operation operation = Operation::read;
    std::optional<std::uint64_t> value;
    Instant invoked;
    /// It took effect before this; none: at any time after it was invoked.
    std::optional<Instant> completed;
    bool certain = true;  ///< false: it took effect once, or never
    bool operator==(const RegisterCall&) const = default;
};

struct OrderSearch {
    enum class Result { found, impossible, given_up };
    Result result = Result::found;
    std::uint64_t steps = 0;
};

/// Gives up after `steps_max` steps.
OrderSearch search_order(const std::vector<RegisterCall>& calls, RegisterState initial,
                         std::uint64_t steps_max);

/// Of calls that cannot be ordered from an absent object: the indexes of few that already cannot,
/// whatever the object was before them, in order of invocation. Empty when the search for them was
/// given up.
std::vector<std::size_t> smallest_window(const std::vector<RegisterCall>& calls,
                                         std::uint64_t steps_max);

}  // namespace holdfast::harness::check
