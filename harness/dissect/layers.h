// SPDX-License-Identifier: Apache-2.0
// The steps of dissect(), one layer each. Each returns false when the bytes are cut or contradict
// themselves.
#pragma once

#include "harness/dissect/cursor.h"
#include "harness/dissect/frame.h"

namespace holdfast::harness::dissect {

/// Removes the link layer from the front of `bytes` and says what follows it.
bool dissect_link(std::uint16_t link_type, View& bytes, std::uint16_t& ether_type, Frame& frame);
bool dissect_arp(View bytes, Frame& frame);
bool dissect_ipv4(View bytes, Frame& frame);
bool dissect_ipv6(View bytes, Frame& frame);
/// `length`: of the segment on the wire; `bytes` may have less of it (snap length).
bool dissect_transport(std::uint8_t protocol, View bytes, std::size_t length, Frame& frame);
bool dissect_icmpv6(View bytes, std::size_t length, Frame& frame);

}  // namespace holdfast::harness::dissect
