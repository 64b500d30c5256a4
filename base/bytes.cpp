// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <array>

namespace holdfast {
namespace {

// As one insertion: frames are written number by number, millions of them in a campaign.
template <std::size_t octets>
void append(Bytes& out, std::uint64_t value) {
    std::array<std::uint8_t, octets> big_endian;
    for (std::size_t i = octets; i-- > 0; value >>= 8) {
        big_endian[i] = static_cast<std::uint8_t>(value);
    }
    out.insert(out.end(), big_endian.begin(), big_endian.end());
}

std::uint64_t number(std::span<const std::uint8_t> octets) {
    std::uint64_t value = 0;
    for (const std::uint8_t octet : octets) {
        value = (value << 8) | octet;
    }
    return value;
}

}  // namespace

void ByteWriter::u16(std::uint16_t v) {
    append<2>(out_, v);
}
void ByteWriter::u32(std::uint32_t v) {
    append<4>(out_, v);
}
void ByteWriter::u64(std::uint64_t v) {
    append<8>(out_, v);
}

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
