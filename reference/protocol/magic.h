// SPDX-License-Identifier: Apache-2.0
// How datagrams between engines begin. Include it in .cpp files only.
#pragma once

#include <cstdint>

namespace holdfast::reference::protocol {

inline constexpr std::uint32_t heartbeat_magic = 0x48464842;  // "HFHB"
inline constexpr std::uint32_t flow_magic = 0x4846464C;       // "HFFL"
inline constexpr std::uint32_t clients_magic = 0x4846434C;    // "HFCL"
inline constexpr std::uint32_t load_magic = 0x48464C44;       // "HFLD"

}  // namespace holdfast::reference::protocol
