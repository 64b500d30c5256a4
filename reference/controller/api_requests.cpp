// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/api_requests.h"

namespace holdfast::reference::controller {
namespace {

using namespace api::command;

struct Executor {
    SystemState& s;
    api::Answer operator()(const List& command) { return list_objects(s, command); }
    api::Answer operator()(const Read& command) { return read_object(s, command); }
    api::Answer operator()(const Create& command) { return create_object(s, command); }
    api::Answer operator()(const Replace& command) { return replace_object(s, command); }
    api::Answer operator()(const Remove& command) { return remove_object(s, command); }
    api::Answer operator()(const ReadRuntime& command) { return read_runtime(s, command); }
    api::Answer operator()(const Act& command) { return perform(s, command); }
    api::Answer operator()(const ReadSeProperties&) { return read_se_properties(s); }
    api::Answer operator()(const ReplaceSeProperties& command) {
        return replace_se_properties(s, command);
    }
    api::Answer operator()(const ListEvents& command) { return list_events(s, command); }
    api::Answer operator()(const ReadOverview&) { return read_overview(s); }
};

}  // namespace

api::Answer execute(SystemState& s, const input::ApiRequest& request) {
    auto parsed = api::parse_request(request.method, request.path, request.body);
    if (auto* refused = std::get_if<api::Answer>(&parsed)) {
        return std::move(*refused);
    }
    return std::visit(Executor{s}, std::get<api::Command>(parsed));
}

}  // namespace holdfast::reference::controller
