// SPDX-License-Identifier: Apache-2.0
// A path with its query, taken apart: "/api/pool/?name=web%20pool".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::reference::api {

struct Target {
    std::vector<std::string> segments;  ///< "api", "pool"; empty ones are left out
    std::vector<std::pair<std::string, std::string>> parameters;

    std::optional<std::string> parameter(std::string_view name) const;
};

/// Decodes percent signs and, in the query, plus signs. A broken escape stands for itself.
Target parse_target(std::string_view text);

}  // namespace holdfast::reference::api
