// SPDX-License-Identifier: Apache-2.0
// Answers of the door, with the headers that all answers of the API have. For .cpp files only: JSON
// is heavy.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reference/access/door.h"

namespace holdfast::reference::access {

/// AVI_API_VERSION, Cache-Control and Vary.
api::Headers common_headers(ApiVersion version);

/// {"error": "<text>"}
api::HttpResponse refusal(int status, std::string_view text);
/// The text alone, under JSON's name (spec api 1.2: the CSRF answer).
api::HttpResponse bare_text(int status, std::string_view text);

void answer(Turn& turn, std::uint64_t id, api::HttpResponse response);
void answer(Turn& turn, const Visit& visit, api::HttpResponse response);
void answer(Turn& turn, const Visit& visit, int status, const boost::json::object& body);
void refuse(Turn& turn, const Visit& visit, int status, std::string_view text);
void refuse_method(Turn& turn, const Visit& visit);
/// 201 with Location.
void answer_created(Turn& turn, const Visit& visit, const boost::json::object& body);
/// {"count", "results", "next"} of the page that the request asks for, filtered by name.
void answer_list(Turn& turn, const Visit& visit, const std::vector<boost::json::object>& all);
/// What is said of the controller's version, at a login and at /api/cluster/version.
boost::json::object version_shown(ApiVersion version);
/// #name behind the url is asked for: always by writes, else by include_name.
bool names_wanted(const Visit& visit);

}  // namespace holdfast::reference::access
