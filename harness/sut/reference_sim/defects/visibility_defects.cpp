// SPDX-License-Identifier: Apache-2.0
// Controllers that show what is not so, or take slowness for absence.
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <string>

#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::controller::ConnectionId;
using reference::controller::Core;
using reference::controller::Effect;
using reference::controller::Effects;
using reference::controller::Input;
namespace effect = reference::controller::effect;
namespace input = reference::controller::input;
namespace protocol = reference::protocol;
namespace json = boost::json;

using Edit = std::function<void(json::object& runtime)>;

/// The overview of all services and engines, edited before it is shown.
Core with_runtime(Core core, const std::function<Edit()>& make_edit) {
    return alter_effects<Core, Effects, Input, Edit>(
        std::move(core), make_edit(), [](Edit& edit, Instant, const Input& input, Effects effects) {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            if (request == nullptr || request->path != "/api/runtime") {
                return effects;
            }
            for (Effect& effect : effects) {
                auto* response = std::get_if<effect::ApiResponse>(&effect);
                if (response != nullptr && response->status == 200) {
                    json::value runtime = json::parse(response->body);
                    edit(runtime.as_object());
                    response->body = json::serialize(runtime);
                }
            }
            return effects;
        });
}

/// Who was active first is called so for ever.
Core runtime_never_changes(Core core) {
    return with_runtime(std::move(core), [] {
        return Edit([first = std::map<std::string, json::array>()](json::object& runtime) mutable {
            for (json::value& item : runtime["services"].as_array()) {
                json::object& service = item.as_object();
                json::array& known = first[std::string(service["name"].as_string())];
                if (known.empty()) {
                    known = service["active"].as_array();
                } else {
                    service["active"] = known;
                }
            }
        });
    });
}

Core lost_engine_called_connected(Core core) {
    return with_runtime(std::move(core), [] {
        return Edit([](json::object& runtime) {
            for (json::value& item : runtime["engines"].as_array()) {
                item.as_object()["connected"] = true;
            }
        });
    });
}

// A configuration is in force within a commit and a round trip: a few milliseconds; with 40 ms each
// way it takes 80.
constexpr Duration answer_max = 70ms;

/// An engine whose answer takes longer than usual counts as one that said goodbye.
Core slow_engine_is_gone(Core core) {
    auto asked = std::make_shared<std::map<ConnectionId, Instant>>();
    const auto step = core.step;
    return {
        [step, asked](Instant now, const Input& input) {
            const bool applied = from_engine<protocol::ConfigurationApplied>(input) != nullptr;
            const auto question =
                applied ? asked->find(std::get<input::FromEngine>(input).connection) : asked->end();
            const bool late = question != asked->end() && now - question->second > answer_max;
            if (question != asked->end()) {
                asked->erase(question);
            }
            Effects out =
                late ? step(now, input::FromEngine{std::get<input::FromEngine>(input).connection,
                                                   protocol::Goodbye{}})
                     : step(now, input);
            for (const Effect& effect : out) {
                const auto* send = std::get_if<effect::SendToEngine>(&effect);
                if (send != nullptr && std::holds_alternative<protocol::Configure>(send->message)) {
                    asked->insert_or_assign(send->connection, now);
                }
            }
            return out;
        },
        core.next_timeout};
}

}  // namespace

std::vector<Defect> visibility_defects() {
    return {
        {"runtime_never_changes", "the runtime goes on naming the engine that was active first",
         nullptr, runtime_never_changes},
        {"lost_engine_called_connected", "the runtime calls an engine connected that is gone",
         nullptr, lost_engine_called_connected},
        {"slow_engine_is_gone", "an engine that answers late is taken for one that left", nullptr,
         slow_engine_is_gone},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
