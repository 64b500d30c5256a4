// SPDX-License-Identifier: Apache-2.0
// What a majority of the voters has reached. Commit index, read rounds, leases and elections all
// ask this one question.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "base/check.h"
#include "reference/consensus/entry.h"

namespace holdfast::reference::consensus {

/// The greatest value that a quorum of voters has reached. `value_of` takes a MemberId.
template <class ValueOf>
auto reached_by_quorum(const Membership& membership, ValueOf value_of) {
    CHECK(!membership.voters.empty(), "nobody votes, so there is no quorum");
    using Value = decltype(value_of(membership.voters.front()));
    std::vector<Value> values;
    for (const MemberId& voter : membership.voters) {
        values.push_back(value_of(voter));
    }
    std::sort(values.begin(), values.end(), std::greater<>());
    return Value(values[membership.quorum() - 1]);
}

}  // namespace holdfast::reference::consensus
