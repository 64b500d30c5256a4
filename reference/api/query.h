// SPDX-License-Identifier: Apache-2.0
// A path with its query, taken apart: "/api/pool/?name=web%20pool".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::reference::api {

struct Parameters {
    std::vector<std::pair<std::string, std::string>> all;  ///< in order, decoded

    std::optional<std::string> find(std::string_view name) const;
    /// Is it asked for? "?include_name", "include_name=" and "include_name=true" are, "=false" not.
    bool flag(std::string_view name) const;
    bool operator==(const Parameters&) const = default;
};

struct Target {
    std::vector<std::string> segments;  ///< "api", "pool"; empty ones are left out
    Parameters parameters;

    std::optional<std::string> parameter(std::string_view name) const {
        return parameters.find(name);
    }
};

/// Decodes percent signs and, in the query, plus signs. A broken escape stands for itself.
Target parse_target(std::string_view text);

/// The query again: "name=web%20pool&page=2".
std::string to_query(const Parameters& parameters);

}  // namespace holdfast::reference::api
