// SPDX-License-Identifier: Apache-2.0
#include "reference/api/http.h"

#include <algorithm>
#include <cctype>

namespace holdfast::reference::api {

namespace {

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

}  // namespace

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
    for (const auto& [known, value] : headers) {
        if (same_name(known, name)) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace holdfast::reference::api
