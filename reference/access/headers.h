// SPDX-License-Identifier: Apache-2.0
// Headers of a request by name, without regard to case.
#pragma once

#include <string>
#include <string_view>

#include "reference/api/http.h"

namespace holdfast::reference::access {

bool same_name(std::string_view a, std::string_view b);
/// The first of this name; "" for none.
std::string header(const api::Headers& headers, std::string_view name);
/// "https://<Host>", without a Host that could break out of JSON or a header.
std::string base_url(const api::Headers& headers);

}  // namespace holdfast::reference::access
