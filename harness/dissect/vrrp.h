// SPDX-License-Identifier: Apache-2.0
// VRRP advertisements, version 2 (RFC 3768) and 3 (RFC 9568): who is active, and for which
// addresses.
#pragma once

#include <optional>
#include <vector>

#include "harness/dissect/frame.h"

namespace holdfast::harness::dissect {

struct VrrpAdvertisement {
    std::uint8_t version = 0;
    std::uint8_t virtual_router = 0;  ///< VRID
    /// 255: owner of the addresses; 0: the active router gives up (RFC 9568 section 5.2.4).
    std::uint8_t priority = 0;
    Duration interval{};  ///< between advertisements
    std::vector<IpAddress> addresses;
};

/// None when it is cut, of another version, or CARP's. Authentication of version 2 is not looked
/// at.
std::optional<VrrpAdvertisement> read_vrrp(const Frame& frame);

}  // namespace holdfast::harness::dissect
