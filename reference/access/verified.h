// SPDX-License-Identifier: Apache-2.0
// Basic authentication sends the password with every request, and checking it is slow on purpose:
// what was right a moment ago is remembered, in memory and only as a keyed hash.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/time.h"

namespace holdfast::reference::access {

class Verified {
  public:
    static constexpr std::size_t kept_max = 256;
    static constexpr Duration kept_for = 15min;  ///< since the last use

    /// `digest`: of user, password and the hash that it was checked against.
    bool knows(Instant now, const std::string& digest);
    void remember(Instant now, const std::string& digest);

  private:
    std::map<std::string, Instant> used_;
};

}  // namespace holdfast::reference::access
