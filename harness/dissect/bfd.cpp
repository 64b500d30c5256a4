// SPDX-License-Identifier: Apache-2.0
#include "harness/dissect/bfd.h"

#include "harness/dissect/cursor.h"

namespace holdfast::harness::dissect {

bool is_bfd(const Frame& frame) {
    return frame.kind == Kind::udp &&
           (frame.destination_port == 3784 || frame.destination_port == 4784 ||
            frame.destination_port == 6784);
}

std::optional<BfdControl> read_bfd(const Frame& frame) {
    const View bytes = frame.payload;
    if (bytes.size() < 24 || bytes[0] >> 5 != 1 || bytes[3] < 24) {
        return std::nullopt;
    }
    BfdControl out;
    out.diagnostic = bytes[0] & 0x1f;
    out.state = static_cast<BfdControl::State>(bytes[1] >> 6);
    out.detect_multiplier = bytes[2];
    out.my_discriminator = u32(bytes, 4);
    return out;
}

std::string to_string(BfdControl::State state) {
    switch (state) {
        case BfdControl::State::admin_down:
            return "AdminDown";
        case BfdControl::State::down:
            return "Down";
        case BfdControl::State::init:
            return "Init";
        case BfdControl::State::up:
            return "Up";
    }
    return "";
}

}  // namespace holdfast::harness::dissect
