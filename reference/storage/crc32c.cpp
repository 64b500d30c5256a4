// SPDX-License-Identifier: Apache-2.0
#include "reference/storage/crc32c.h"

#include <array>

namespace holdfast::reference::storage {

namespace {

constexpr std::uint32_t polynomial = 0x82f63b78;  // 0x1edc6f41, lowest bit first

constexpr std::array<std::uint32_t, 256> remainders() {
    std::array<std::uint32_t, 256> out{};
    for (std::uint32_t octet = 0; octet < out.size(); ++octet) {
        std::uint32_t remainder = octet;
        for (int bit = 0; bit < 8; ++bit) {
            remainder = (remainder >> 1U) ^ ((remainder & 1U) != 0 ? polynomial : 0U);
        }
        out[octet] = remainder;
    }
    return out;
}

constexpr std::array<std::uint32_t, 256> table = remainders();

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t crc = ~0U;
    for (const char byte : bytes) {
        crc = (crc >> 8U) ^ table[(crc ^ static_cast<std::uint8_t>(byte)) & 0xffU];
    }
    return ~crc;
}

}  // namespace holdfast::reference::storage
