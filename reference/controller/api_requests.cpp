// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/api_requests.h"

namespace holdfast::reference::controller {
namespace {

using namespace api::command;

struct Executor {
    SystemState& s;
    const api::RequestContext& context;

    api::Answer operator()(const List& command) { return list_objects(s, context, command); }
    api::Answer operator()(const Read& command) { return read_object(s, context, command); }
    api::Answer operator()(const Create& command) { return create_object(s, context, command); }
    api::Answer operator()(const Replace& command) { return replace_object(s, context, command); }
    api::Answer operator()(const Patch& command) { return patch_object(s, context, command); }
    api::Answer operator()(const Remove& command) { return remove_object(s, context, command); }
    api::Answer operator()(const Macro& command) { return run_macro(s, context, command); }
    api::Answer operator()(const ListInventory& command) {
        return list_inventory(s, context, command);
    }
    api::Answer operator()(const ReadView& command) { return read_view(s, context, command); }
    api::Answer operator()(const Act& command) { return perform(s, context, command); }
    api::Answer operator()(const ListEvents& command) { return list_events(s, command); }
    api::Answer operator()(const ReadOverview&) { return read_overview(s, context); }
};

}  // namespace

api::Answer execute(SystemState& s, const api::RequestContext& context, std::string_view method,
                    std::string_view path, const std::string& body) {
    auto parsed = api::parse_request(method, path, body);
    if (auto* refused = std::get_if<api::Answer>(&parsed)) {
        return std::move(*refused);
    }
    return std::visit(Executor{s, context}, std::get<api::Command>(parsed));
}

api::Answer execute(SystemState& s, const input::ApiRequest& request) {
    return execute(s, request.context, request.method, request.path, request.body);
}

}  // namespace holdfast::reference::controller
