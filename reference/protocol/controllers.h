// SPDX-License-Identifier: Apache-2.0
// A word of the controller that leads to an engine, about the connections themselves and not for
// the engine's core: where the controllers of the cluster are (CCFG-6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"

namespace holdfast::reference::protocol {

/// All members of the cluster; the engine keeps a connection to each, and to no other.
struct Controllers {
    std::vector<Ipv4Address> addresses;  ///< never empty on the wire
    bool operator==(const Controllers&) const = default;
};

std::string encode(const Controllers& controllers);  ///< without newline
/// None: the line is something else.
std::optional<Controllers> decode_controllers(std::string_view line);

}  // namespace holdfast::reference::protocol
