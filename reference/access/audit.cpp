// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>

#include "reference/access/caller.h"
#include "reference/api/query.h"
#include "reference/api/utf8.h"

namespace holdfast::reference::access {
namespace {

struct Deed {
    std::string_view event_id;
    std::string_view verb;
};

std::optional<Deed> deed_of(std::string_view method, std::size_t segments) {
    if (method == "POST" && segments <= 2) {
        return Deed{"CONFIG_CREATE", "created"};
    }
    if (method == "POST") {
        return Deed{"CONFIG_ACTION", "acted on"};
    }
    if (method == "PUT" || method == "PATCH") {
        return Deed{"CONFIG_UPDATE", "changed"};
    }
    if (method == "DELETE") {
        return Deed{"CONFIG_DELETE", "deleted"};
    }
    return std::nullopt;
}

std::string name_in(const std::string& body) {
    boost::system::error_code trouble;
    const boost::json::value parsed = boost::json::parse(body.empty() ? "{}" : body, trouble);
    const auto* object = trouble ? nullptr : parsed.if_object();
    const auto* name = object == nullptr ? nullptr : object->if_contains("name");
    return name == nullptr || !name->is_string() ? "" : std::string(name->get_string());
}

}  // namespace

std::optional<AuditEvent> audit(const Caller& caller, const api::HttpRequest& request,
                                const api::HttpResponse& response) {
    const std::vector<std::string> segments = api::parse_target(request.target).segments;
    const auto deed = deed_of(request.method, segments.size());
    if (!deed || response.status < 200 || response.status > 299 || segments.size() < 2) {
        return std::nullopt;
    }
    std::string object = name_in(response.body);
    if (object.empty()) {  // what is deleted, and what an action is about, has only its uuid
        object = segments.size() > 2 ? segments[2] : segments[1];
    }
    return AuditEvent{
        std::string(deed->event_id), object,
        fmt::format("user '{}' {} {} '{}' from {}", caller.user, deed->verb, segments[1], object,
                    caller.address.empty() ? "the admin socket" : caller.address)};
}

}  // namespace holdfast::reference::access
