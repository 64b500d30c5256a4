// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/defects/api_text.h"

#include <boost/json.hpp>

#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::controller::Core;
using reference::controller::Effects;
using reference::controller::Input;
using reference::controller::effect::ApiResponse;
using reference::controller::input::ApiRequest;
namespace json = boost::json;

Input with_body(const Input& input, const std::function<void(json::object&)>& edit) {
    ApiRequest request = std::get<ApiRequest>(input);
    json::error_code malformed;
    json::value body = json::parse(request.body, malformed);
    if (!malformed && body.is_object()) {
        edit(body.as_object());
        request.body = json::serialize(body);
    }
    return request;
}

}  // namespace

std::string last_word(const std::string& path) {
    std::string plain = path.substr(0, path.find('?'));
    while (!plain.empty() && plain.back() == '/') {
        plain.pop_back();
    }
    return plain.substr(plain.rfind('/') + 1);
}

bool creates(const Input& input, const std::string& collection) {
    const auto* request = std::get_if<ApiRequest>(&input);
    return request != nullptr && request->method == "POST" &&
           last_word(request->path) == collection;
}

Input with_member(const Input& input, const std::string& member, const std::string& json_text) {
    return with_body(input, [&](json::object& body) { body[member] = json::parse(json_text); });
}

Input with_replaced(const Input& input, const std::string& member, const std::string& json_text) {
    return with_body(input, [&](json::object& body) {
        if (auto* replaced = body["replace"].if_object()) {
            (*replaced)[member] = json::parse(json_text);
        }
    });
}

Core with_group_member(Core core, const std::string& member, const std::string& json_text) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {},
        [member, json_text](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            return creates(input, "serviceenginegroup") ? with_member(input, member, json_text)
                                                        : input;
        });
}

Core pretends(Core core, const std::string& collection, const std::string& action) {
    const auto step = core.step;
    return {[step, collection, action](Instant now, const Input& input) -> Effects {
                const auto* request = std::get_if<ApiRequest>(&input);
                if (request != nullptr && last_word(request->path) == action &&
                    request->path.find("/" + collection + "/") != std::string::npos) {
                    return {ApiResponse{request->id, 200, "{}"}};
                }
                return step(now, input);
            },
            core.next_timeout};
}

Input with_agent_property(const Input& input, const std::string& member,
                          const std::string& json_text) {
    return with_body(input, [&](json::object& body) {
        if (auto* properties = body["se_agent_properties"].if_object()) {
            (*properties)[member] = json::parse(json_text);
        }
    });
}

std::string without_event(const std::string& body, const std::string& event_id,
                          const std::string& words) {
    json::error_code malformed;
    json::value list = json::parse(body, malformed);
    if (malformed || !list.is_object() || list.as_object()["results"].if_array() == nullptr) {
        return body;
    }
    const auto text = [](const json::value& event, const char* member) {
        const json::value* found =
            event.is_object() ? event.as_object().if_contains(member) : nullptr;
        return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
    };
    json::array kept;
    for (const json::value& event : list.as_object()["results"].as_array()) {
        const bool told = text(event, "event_description").find(words) != std::string::npos;
        if (text(event, "event_id") != event_id || !told) {
            kept.push_back(event);
        }
    }
    list.as_object()["count"] = kept.size();
    list.as_object()["results"] = std::move(kept);
    return json::serialize(list);
}

std::string first_uuid(const std::string& body) {
    json::error_code malformed;
    const json::value list = json::parse(body, malformed);
    if (malformed) {
        return "";
    }
    json::error_code missing;
    const json::value* uuid = list.find_pointer("/results/0/uuid", missing);
    return uuid != nullptr && uuid->is_string() ? std::string(uuid->as_string()) : "";
}

}  // namespace holdfast::harness::sut::reference_sim::defects
