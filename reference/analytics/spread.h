// SPDX-License-Identifier: Apache-2.0
// Which controller collects what: every node computes the same from what the leader has made known.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace holdfast::reference::analytics {

struct Node {
    std::string name;
    bool active = false;
};

/// Slots (protocol::collector_slot) that `self` collects for, ascending. Each slot has one of the
/// active nodes. While all are active they have equally many; a lost node's are spread over the
/// others, which keep their own (CTRL-23).
std::vector<std::uint32_t> slots_of(const std::string& self, std::vector<Node> nodes);

}  // namespace holdfast::reference::analytics
