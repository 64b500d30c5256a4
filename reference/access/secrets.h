// SPDX-License-Identifier: Apache-2.0
// What session ids and tokens are made of, and how they are kept: only as a hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace holdfast::reference::access {

/// SHA-256 in hexadecimal. Enough to keep what Chance made, which nobody can guess; never for
/// passwords.
std::string sha256_hex(std::string_view text);
/// Takes the same time wherever the two differ.
bool same_secret(std::string_view a, std::string_view b);
std::optional<std::string> decode_base64(std::string_view text);

/// Texts that only those can foretell who know the secret.
class Chance {
  public:
    explicit Chance(std::string secret);
    /// 32 characters of 0-9 a-z: 165 bits.
    std::string text(Instant now);
    /// "9f3a1c2e-....-4...-....-............"
    std::string uuid(Instant now);

  private:
    std::string draw(Instant now);

    std::string secret_;
    std::uint64_t drawn_ = 0;
};

}  // namespace holdfast::reference::access
