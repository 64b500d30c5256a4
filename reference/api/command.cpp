// SPDX-License-Identifier: Apache-2.0
#include "reference/api/command.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "reference/api/query.h"

namespace holdfast::reference::api {
namespace {

using namespace command;
using model::Kind;
using Parsed = std::variant<Command, Answer>;

struct Request {
    std::string_view method;
    std::string_view path;
    std::string_view body;
    Target target;
};

struct KnownAction {
    Kind kind;
    std::string_view name;
    Action action;
};
constexpr std::array actions{
    KnownAction{Kind::service_engine, "switchover", Action::switchover},
    KnownAction{Kind::virtual_service, "switchover", Action::switchover},
    KnownAction{Kind::virtual_service, "scaleout", Action::scaleout},
    KnownAction{Kind::virtual_service, "scalein", Action::scalein},
    KnownAction{Kind::virtual_service, "migrate", Action::migrate},
    KnownAction{Kind::service_engine_group, "redistribute", Action::redistribute},
};

Parsed parse_collection(const Request& request, Kind kind) {
    if (request.method == "GET") {
        return List{kind, request.target.parameter("name")};
    }
    // Engines come by registering.
    if (request.method == "POST" && kind != Kind::service_engine) {
        return Create{kind, std::string(request.body)};
    }
    return method_not_allowed(request.method);
}

Parsed parse_object(const Request& request, Kind kind) {
    const std::string& uuid = request.target.segments[2];
    if (request.method == "GET") {
        return Read{kind, uuid};
    }
    if (request.method == "PUT") {
        return Replace{kind, uuid, std::string(request.body)};
    }
    if (request.method == "DELETE") {
        return Remove{kind, uuid};
    }
    return method_not_allowed(request.method);
}

Parsed parse_subresource(const Request& request, Kind kind) {
    const std::string& uuid = request.target.segments[2];
    const std::string& name = request.target.segments[3];
    if (name == "runtime" && (kind == Kind::virtual_service || kind == Kind::service_engine)) {
        return request.method == "GET" ? Parsed(ReadRuntime{kind, uuid})
                                       : Parsed(method_not_allowed(request.method));
    }
    const auto* known = std::find_if(actions.begin(), actions.end(), [&](const KnownAction& one) {
        return one.kind == kind && one.name == name;
    });
    if (known == actions.end()) {
        return no_such_path(request.path);
    }
    return request.method == "POST"
               ? Parsed(Act{kind, uuid, known->action, std::string(request.body)})
               : Parsed(method_not_allowed(request.method));
}

Parsed parse_se_properties(const Request& request) {
    if (request.method == "GET") {
        return ReadSeProperties{};
    }
    if (request.method == "PUT") {
        return ReplaceSeProperties{std::string(request.body)};
    }
    return method_not_allowed(request.method);
}

Parsed parse_events(const Request& request) {
    ListEvents events;
    if (const auto after = request.target.parameter("after")) {
        const auto [end, error] =
            std::from_chars(after->data(), after->data() + after->size(), events.after);
        if (error != std::errc() || end != after->data() + after->size()) {
            return error_answer(400, "after: '" + *after + "' is not an event id");
        }
    }
    return request.method == "GET" ? Parsed(events) : Parsed(method_not_allowed(request.method));
}

}  // namespace

Parsed parse_request(std::string_view method, std::string_view path, std::string_view body) {
    const Request request{method, path, body, parse_target(path)};
    const std::vector<std::string>& segments = request.target.segments;
    if (segments.size() < 2 || segments[0] != "api") {
        return no_such_path(path);
    }
    if (const auto kind = model::kind_of_path(segments[1]); kind && segments.size() <= 4) {
        return segments.size() == 2   ? parse_collection(request, *kind)
               : segments.size() == 3 ? parse_object(request, *kind)
                                      : parse_subresource(request, *kind);
    }
    if (segments[1] == "seproperties" && segments.size() == 2) {
        return parse_se_properties(request);
    }
    if (segments[1] == "runtime" && segments.size() == 2) {
        return method == "GET" ? Parsed(ReadOverview{}) : Parsed(method_not_allowed(method));
    }
    if (segments[1] == "analytics" && segments.size() == 3 && segments[2] == "events") {
        return parse_events(request);
    }
    return no_such_path(path);
}

}  // namespace holdfast::reference::api
