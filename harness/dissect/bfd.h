// SPDX-License-Identifier: Apache-2.0
// BFD control packets (RFC 5880 section 4.1, over UDP by RFC 5881): when a neighbour was declared
// down.
#pragma once

#include <optional>
#include <string>

#include "harness/dissect/frame.h"

namespace holdfast::harness::dissect {

struct BfdControl {
    enum class State : std::uint8_t { admin_down = 0, down = 1, init = 2, up = 3 };
    State state = State::down;
    std::uint8_t diagnostic = 0;  ///< why the session last left Up; 1: detection time expired
    std::uint32_t my_discriminator = 0;
    std::uint8_t detect_multiplier = 0;
};

/// By its ports: 3784 single hop, 4784 multihop (RFC 5883), 6784 on link bundles (RFC 7130).
bool is_bfd(const Frame& frame);
std::optional<BfdControl> read_bfd(const Frame& frame);
std::string to_string(BfdControl::State state);

}  // namespace holdfast::harness::dissect
