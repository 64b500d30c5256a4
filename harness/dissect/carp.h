// SPDX-License-Identifier: Apache-2.0
// CARP advertisements, version 2 (OpenBSD carp(4), ip_carp.h; ucarp): who is master. CARP has
// VRRP's protocol number, type and version, so that only its size tells it from a VRRP version 2 of
// seven addresses.
#pragma once

#include <optional>

#include "harness/dissect/frame.h"

namespace holdfast::harness::dissect {

/// CARP tells nobody its addresses: they are only in the message's authentication.
struct CarpAdvertisement {
    std::uint8_t virtual_host = 0;  ///< VHID; the last octet of the virtual MAC, as VRRP's VRID
    Duration interval{};            ///< between advertisements: base + skew / 256 s
    bool gives_up = false;          ///< the master bows out: base and skew are 255
};

/// Whether a message of IP protocol 112 is CARP's, and not VRRP's.
bool is_carp(const Frame& frame);
/// None when it is not CARP's, or cut. Authentication is not looked at.
std::optional<CarpAdvertisement> read_carp(const Frame& frame);

}  // namespace holdfast::harness::dissect
