// SPDX-License-Identifier: Apache-2.0
#include "reference/api/utf8.h"

#include <array>
#include <cstdint>

namespace holdfast::reference::api {
namespace {

/// Bytes of the character at the beginning of `text`, which is not empty; 0: it is none.
std::size_t character_size(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t size = first < 0x80                     ? 1
                             : first >= 0xc2 && first <= 0xdf ? 2
                             : first >= 0xe0 && first <= 0xef ? 3
                             : first >= 0xf0 && first <= 0xf4 ? 4
                                                              : 0;
    if (size == 0 || text.size() < size) {
        return 0;
    }
    std::uint32_t code = size == 1 ? first : first & (0x7fU >> size);
    for (const char byte : text.substr(1, size - 1)) {
        if ((static_cast<unsigned char>(byte) & 0xc0U) != 0x80U) {
            return 0;
        }
        code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3fU);
    }
    // Longer than needed, one half of a pair of UTF-16, or beyond the last character.
    constexpr std::array<std::uint32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < smallest.at(size) || surrogate || code > 0x10ffff ? 0 : size;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t size = character_size(text);
        out += size == 0 ? "?" : text.substr(0, size);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return out;
}

}  // namespace holdfast::reference::api
