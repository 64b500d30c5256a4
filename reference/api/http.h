// SPDX-License-Identifier: Apache-2.0
// One request to the REST API and its answer, as HTTP carries them but without a connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::reference::api {

/// In order of arrival; names as sent, compared without case. Doubles are possible.
using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method;
    std::string target;  ///< path with query, not decoded
    Headers headers;
    std::string body;
    /// Came over the node's own admin socket, which only root can open: no session is asked for,
    /// the caller is the super user admin.
    bool local = false;
    std::string remote;  ///< address and port of the client, for audit events; "" when local
    bool operator==(const HttpRequest&) const = default;

    /// The first header of this name; none: there is none.
    std::optional<std::string_view> header(std::string_view name) const;
};

struct HttpResponse {
    int status = 200;
    Headers headers;  ///< without Content-Length
    std::string body;
    bool operator==(const HttpResponse&) const = default;
};

}  // namespace holdfast::reference::api
