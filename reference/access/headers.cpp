// SPDX-License-Identifier: Apache-2.0
#include "reference/access/headers.h"

#include <algorithm>
#include <cctype>

namespace holdfast::reference::access {
namespace {

int lower(char letter) {
    return std::tolower(static_cast<unsigned char>(letter));
}

bool may_be_host(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
           std::string_view(".-:[]").find(letter) != std::string_view::npos;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string header(const api::Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) {
            return value;
        }
    }
    return "";
}

std::string base_url(const api::Headers& headers) {
    const std::string host = header(headers, "Host");
    const bool usable = !host.empty() && std::all_of(host.begin(), host.end(), may_be_host);
    return "https://" + (usable ? host : "localhost");
}

}  // namespace holdfast::reference::access
