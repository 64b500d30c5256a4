// SPDX-License-Identifier: Apache-2.0
// CRC-32C (Castagnoli), the checksum of RFC 3720 appendix B.4: finds every flipped bit and every
// burst of up to 32.
#pragma once

#include <cstdint>
#include <string_view>

namespace holdfast::reference::storage {

std::uint32_t crc32c(std::string_view bytes);

}  // namespace holdfast::reference::storage
