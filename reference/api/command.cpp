// SPDX-License-Identifier: Apache-2.0
#include "reference/api/command.h"

#include <algorithm>
#include <array>
#include <charconv>

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
    Action action;
};
constexpr std::array actions{
    KnownAction{Kind::service_engine, Action::switchover},
    KnownAction{Kind::service_engine, Action::reboot},
    KnownAction{Kind::service_engine, Action::forcedelete},
    KnownAction{Kind::service_engine_group, Action::redistribute},
    KnownAction{Kind::virtual_service, Action::switchover},
    KnownAction{Kind::virtual_service, Action::scaleout},
    KnownAction{Kind::virtual_service, Action::scalein},
    KnownAction{Kind::virtual_service, Action::migrate},
    KnownAction{Kind::virtual_service, Action::retryplacement},
    KnownAction{Kind::virtual_service, Action::resync},
    KnownAction{Kind::virtual_service, Action::rotatekeys},
    KnownAction{Kind::pool, Action::scaleout},
    KnownAction{Kind::pool, Action::scalein},
    KnownAction{Kind::cloud, Action::inventory},
};

struct KnownView {
    Kind kind;
    std::string_view path;
    View view;
};
constexpr std::array views{
    KnownView{Kind::virtual_service, "runtime", View::runtime},
    KnownView{Kind::virtual_service, "runtime/detail", View::runtime_detail},
    KnownView{Kind::virtual_service, "runtime/internal", View::runtime_internal},
    KnownView{Kind::virtual_service, "scaleoutstatus", View::scaleout_status},
    KnownView{Kind::service_engine, "runtime", View::runtime},
    KnownView{Kind::service_engine_group, "runtime", View::runtime},
    KnownView{Kind::pool, "runtime", View::runtime},
    KnownView{Kind::pool, "runtime/server", View::server_runtime},
    KnownView{Kind::cloud, "machines", View::machines},
};

constexpr std::array with_inventory{
    Kind::virtual_service, Kind::pool,    Kind::service_engine, Kind::service_engine_group,
    Kind::vs_vip,          Kind::network, Kind::cloud,          Kind::pool_group};

Parsed parse_collection(const Request& request, Kind kind) {
    if (request.method == "GET") {
        return List{kind, request.target.parameters};
    }
    // Engines come by registering.
    if (request.method == "POST" && kind != Kind::service_engine) {
        return Create{kind, std::string(request.body)};
    }
    return method_not_allowed(request.method);
}

Parsed parse_object(const Request& request, Kind kind, const std::string& uuid) {
    if (request.method == "GET") {
        return Read{kind, uuid, request.target.parameters};
    }
    if (request.method == "PUT") {
        return Replace{kind, uuid, std::string(request.body), request.target.parameters};
    }
    // The cluster changes as a whole: nodes that come and go are checked there (spec api 1.8).
    if (request.method == "PATCH" && kind != Kind::cluster) {
        return Patch{kind, uuid, std::string(request.body), request.target.parameters};
    }
    if (request.method == "DELETE" && !model::is_singleton(kind)) {
        return Remove{kind, uuid};
    }
    return method_not_allowed(request.method);
}

Parsed parse_subresource(const Request& request, Kind kind) {
    const std::vector<std::string>& segments = request.target.segments;
    std::string path = segments[3];
    for (std::size_t i = 4; i < segments.size(); ++i) {
        path += "/" + segments[i];
    }
    const auto* view = std::find_if(views.begin(), views.end(), [&](const KnownView& one) {
        return one.kind == kind && one.path == path;
    });
    if (view != views.end()) {
        return request.method == "GET" ? Parsed(ReadView{kind, segments[2], view->view})
                                       : Parsed(method_not_allowed(request.method));
    }
    const auto* known = std::find_if(actions.begin(), actions.end(), [&](const KnownAction& one) {
        return one.kind == kind && name_of(one.action) == path;
    });
    if (known == actions.end()) {
        return no_such_path(request.path);
    }
    return request.method == "POST"
               ? Parsed(Act{kind, segments[2], known->action, std::string(request.body)})
               : Parsed(method_not_allowed(request.method));
}

Parsed parse_kind(const Request& request, Kind kind) {
    const std::vector<std::string>& segments = request.target.segments;
    if (model::is_singleton(kind)) {
        return segments.size() == 2 ? parse_object(request, kind, "") : no_such_path(request.path);
    }
    return segments.size() == 2   ? parse_collection(request, kind)
           : segments.size() == 3 ? parse_object(request, kind, segments[2])
                                  : parse_subresource(request, kind);
}

std::optional<Kind> inventory_of(std::string_view word) {
    constexpr std::string_view ending = "-inventory";
    if (!word.ends_with(ending)) {
        return std::nullopt;
    }
    word.remove_suffix(ending.size());
    const auto kind = model::kind_of_path(word);
    const bool known = kind && std::find(with_inventory.begin(), with_inventory.end(), *kind) !=
                                   with_inventory.end();
    return known ? kind : std::nullopt;
}

Parsed parse_inventory(const Request& request, Kind kind) {
    const std::vector<std::string>& segments = request.target.segments;
    if (segments.size() > 3) {
        return no_such_path(request.path);
    }
    if (request.method != "GET") {
        return method_not_allowed(request.method);
    }
    return ListInventory{kind, segments.size() == 3 ? segments[2] : "", request.target.parameters};
}

Parsed parse_events(const Request& request) {
    ListEvents events;
    if (const auto after = request.target.parameters.find("after")) {
        const auto [end, error] =
            std::from_chars(after->data(), after->data() + after->size(), events.after);
        if (error != std::errc() || end != after->data() + after->size()) {
            return error_answer(400, "after: '" + *after + "' is not an event id");
        }
    }
    return request.method == "GET" ? Parsed(events) : Parsed(method_not_allowed(request.method));
}

Parsed parse_macro(const Request& request) {
    const bool known =
        request.method == "POST" || request.method == "PUT" || request.method == "DELETE";
    return known ? Parsed(Macro{std::string(request.method), std::string(request.body)})
                 : Parsed(method_not_allowed(request.method));
}

}  // namespace

std::string_view command::name_of(Action action) {
    switch (action) {
        case Action::switchover:
            return "switchover";
        case Action::redistribute:
            return "redistribute";
        case Action::scaleout:
            return "scaleout";
        case Action::scalein:
            return "scalein";
        case Action::migrate:
            return "migrate";
        case Action::retryplacement:
            return "retryplacement";
        case Action::resync:
            return "resync";
        case Action::rotatekeys:
            return "rotatekeys";
        case Action::reboot:
            return "reboot";
        case Action::forcedelete:
            return "forcedelete";
        case Action::inventory:
            return "inventory";
    }
    return "";
}

Parsed parse_request(std::string_view method, std::string_view path, std::string_view body) {
    const Request request{method, path, body, parse_target(path)};
    const std::vector<std::string>& segments = request.target.segments;
    if (segments.size() < 2 || segments[0] != "api") {
        return no_such_path(path);
    }
    if (const auto kind = model::kind_of_path(segments[1])) {
        return parse_kind(request, *kind);
    }
    if (const auto kind = inventory_of(segments[1])) {
        return parse_inventory(request, *kind);
    }
    if (segments[1] == "macro" && segments.size() == 2) {
        return parse_macro(request);
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
