// SPDX-License-Identifier: Apache-2.0
// What is known of a request besides method, path and body, once it has been admitted: who asks,
// for which tenant, in which version of the API, and under which name the client knows this
// controller. Admission (sessions, roles, versions, tenants) fills it in; the objects only read it.
#pragma once

#include <string>

#include "base/time.h"

namespace holdfast::reference::api {

struct RequestContext {
    std::string host = "localhost";      ///< the Host header, port included: absolute URLs begin so
    std::string tenant = "admin";        ///< a name that exists; "*": all that the user may see
    std::string api_version = "30.2.1";  ///< of X-Avi-Version: answers are shaped to it
    std::string user = "admin";
    std::string wished_uuid{};  ///< the Slug header: the uuid for a new object; "": any
    Instant now{};
    bool operator==(const RequestContext&) const = default;
};

}  // namespace holdfast::reference::api
