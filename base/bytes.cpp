// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

namespace holdfast {
namespace {

std::uint64_t number(std::span<const std::uint8_t> octets) {
    std::uint64_t value = 0;
    for (const std::uint8_t octet : octets) {
        value = (value << 8) | octet;
    }
    return value;
}

}  // namespace

std::uint8_t ByteReader::u8() {
    return static_cast<std::uint8_t>(number(raw(1)));
}
std::uint16_t ByteReader::u16() {
    return static_cast<std::uint16_t>(number(raw(2)));
}
std::uint32_t ByteReader::u32() {
    return static_cast<std::uint32_t>(number(raw(4)));
}
std::uint64_t ByteReader::u64() {
    return number(raw(8));
}

std::span<const std::uint8_t> ByteReader::raw(std::size_t count) {
    // A cut message stays cut: the rest is dropped too, so that no later field is read out of step.
    if (!ok_ || count > in_.size()) {
        ok_ = false;
        in_ = {};
        return {};
    }
    const auto taken = in_.first(count);
    in_ = in_.subspan(count);
    return taken;
}

}  // namespace holdfast
