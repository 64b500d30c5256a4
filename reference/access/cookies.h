// SPDX-License-Identifier: Apache-2.0
// The three cookies of a session (spec api 1.1) as clients send and receive them.
#pragma once

#include <string>
#include <string_view>

#include "reference/api/http.h"

namespace holdfast::reference::access {

/// The LAST one of this name counts, within a header and across headers: the Python SDK sends its
/// jar's older copy in front of the one it means (spec api 1.2). "" for none.
std::string cookie(const api::Headers& headers, std::string_view name);

/// The session's id by either of its two names.
std::string session_cookie(const api::Headers& headers);

/// csrftoken, avi-sessionid and sessionid.
api::Headers session_cookies(const std::string& session_id);
/// The same three, to be thrown away.
api::Headers expired_cookies();

/// The CSRF token of a session follows from its id and does not give it away.
std::string csrf_token(std::string_view session_id);

}  // namespace holdfast::reference::access
