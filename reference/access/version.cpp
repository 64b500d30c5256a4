// SPDX-License-Identifier: Apache-2.0
#include "reference/access/version.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace holdfast::reference::access {

std::optional<ApiVersion> parse_api_version(std::string_view text) {
    text = text.substr(0, text.find('-'));  // "20.1.1-9041": the build does not matter
    std::array<int, 3> parts{};
    std::size_t count = 0;
    for (const char* at = text.data(); count < parts.size();) {
        const char* end = text.data() + text.size();
        const auto [rest, trouble] = std::from_chars(at, end, parts[count]);
        if (trouble != std::errc() || parts[count] < 0) {
            return std::nullopt;
        }
        ++count;
        if (rest == end) {
            break;
        }
        if (*rest != '.' || count == parts.size()) {
            return std::nullopt;
        }
        at = rest + 1;
    }
    if (count < 2) {
        return std::nullopt;
    }
    return ApiVersion{parts[0], parts[1], parts[2]};
}

std::string to_string(ApiVersion version) {
    return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

}  // namespace holdfast::reference::access
