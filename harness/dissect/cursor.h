// SPDX-License-Identifier: Apache-2.0
// Big-endian numbers at offsets that the caller has checked against size(). ByteReader checks each
// number, which costs a third of the time of a packet here.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

namespace holdfast::harness::dissect {

using View = std::span<const std::uint8_t>;

inline std::uint16_t u16(View in, std::size_t at) {
    std::uint16_t value = 0;
    std::memcpy(&value, in.data() + at, sizeof value);
    return __builtin_bswap16(value);
}
inline std::uint32_t u32(View in, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, in.data() + at, sizeof value);
    return __builtin_bswap32(value);
}
inline std::uint64_t u64(View in, std::size_t at) {
    std::uint64_t value = 0;
    std::memcpy(&value, in.data() + at, sizeof value);
    return __builtin_bswap64(value);
}
/// 48 bits in the lower end.
inline std::uint64_t mac48(View in, std::size_t at) {
    return std::uint64_t{u16(in, at)} << 32 | u32(in, at + 2);
}

}  // namespace holdfast::harness::dissect
