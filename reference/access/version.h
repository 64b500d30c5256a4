// SPDX-License-Identifier: Apache-2.0
// Version of the API as X-Avi-Version names it: "20.1.1".
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::reference::access {

struct ApiVersion {
    int major = 0;
    int minor = 0;
    int patch = 0;
    constexpr auto operator<=>(const ApiVersion&) const = default;
};

/// The view that a request without X-Avi-Version gets (spec api 1.2).
inline constexpr ApiVersion oldest_view{16, 4, 2};

/// Reads "20.1", "20.1.1" and "20.1.1-9041-20190710"; none: it is no version.
std::optional<ApiVersion> parse_api_version(std::string_view text);
std::string to_string(ApiVersion version);  ///< "20.1.1"

}  // namespace holdfast::reference::access
