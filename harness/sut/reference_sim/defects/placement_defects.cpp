// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "harness/sut/reference_sim/defects/api_text.h"
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

struct Created {
    int services = 0;
};

Core compaction_ignored(Core core) {
    return alter_inputs<Core, Effects, Input, Created>(
        std::move(core), {},
        [](Created& created, Instant, const Input& input) -> std::optional<Input> {
            if (creates(input, "serviceenginegroup")) {
                return with_member(input, "distribute_load_active_standby", "true");
            }
            if (creates(input, "virtualservice")) {
                const char* tag = created.services++ % 2 == 0 ? "\"ACTIVE_STANDBY_SE_1\""
                                                              : "\"ACTIVE_STANDBY_SE_2\"";
                return with_member(input, "active_standby_se_tag", tag);
            }
            return input;
        });
}

Core tags_ignored(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            return creates(input, "virtualservice")
                       ? with_member(input, "active_standby_se_tag", "\"ACTIVE_STANDBY_SE_1\"")
                       : input;
        });
}

Core second_floating_list_ignored(Core core) {
    return with_group_member(std::move(core), "floating_intf_ip_se_2", "[]");
}

/// What each engine was told last.
struct LastTold {
    std::map<reference::controller::ConnectionId, reference::protocol::EngineConfiguration> last;
};

// Engines hear of it together with the answer to the operator.
Core floating_change_at_once(Core core) {
    return alter_effects<Core, Effects, Input, LastTold>(
        std::move(core), {}, [](LastTold& told, Instant, const Input& input, Effects effects) {
            for (const Effect& effect : effects) {
                if (const auto* configuration = configuration_in(effect)) {
                    told.last[std::get<effect::SendToEngine>(effect).connection] = *configuration;
                }
            }
            const auto* request = std::get_if<input::ApiRequest>(&input);
            if (request == nullptr || request->method != "PATCH" ||
                request->body.find("floating_intf_ip") == std::string::npos) {
                return effects;
            }
            for (auto& [connection, configuration] : told.last) {
                std::erase_if(configuration.floating_ips, [&](Ipv4Address address) {
                    return request->body.find(to_string(address)) == std::string::npos;
                });
                ++configuration.generation;
                effects.emplace_back(effect::SendToEngine{
                    connection, reference::protocol::Configure{configuration}});
            }
            return effects;
        });
}

Core auto_redistribute_forgotten(Core core) {
    return with_group_member(std::move(core), "auto_redistribute_active_standby_load", "false");
}

Core redistribute_does_nothing(Core core) {
    return pretends(std::move(core), "serviceenginegroup", "redistribute");
}

Core service_switchover_does_nothing(Core core) {
    return pretends(std::move(core), "virtualservice", "switchover");
}

struct LastConfigurations {
    std::map<ConnectionId, protocol::EngineConfiguration> by_connection;
};

// Instead of a refusal the third engine gets what the first one has.
Core third_engine_accepted(Core core) {
    return alter_effects<Core, Effects, Input, LastConfigurations>(
        std::move(core), {}, [](LastConfigurations& last, Instant, const Input&, Effects effects) {
            Effects out;
            for (Effect& effect : effects) {
                auto* send = std::get_if<effect::SendToEngine>(&effect);
                if (send != nullptr) {
                    if (const auto* configure = std::get_if<protocol::Configure>(&send->message)) {
                        last.by_connection[send->connection] = configure->configuration;
                    } else if (std::holds_alternative<protocol::RegistrationRefused>(
                                   send->message) &&
                               !last.by_connection.empty()) {
                        protocol::EngineConfiguration copy = last.by_connection.begin()->second;
                        for (auto& service : copy.services) {
                            service.role = protocol::Role::active;
                        }
                        send->message = protocol::Configure{copy};
                    }
                }
                out.push_back(std::move(effect));
            }
            return out;
        });
}

struct SoFar {
    int services = 0;
};

// The first one is as it should be, so that there is something to add to.
Core refused_service_placed(Core core) {
    return alter_effects<Core, Effects, Input, SoFar>(
        std::move(core), {}, [](SoFar& so_far, Instant, const Input& input, Effects effects) {
            if (!creates(input, "virtualservice") || ++so_far.services == 1) {
                return effects;
            }
            for (Effect& effect : effects) {
                auto* answer = std::get_if<effect::ApiResponse>(&effect);
                if (answer != nullptr && answer->status == 201) {
                    *answer = {answer->id, 409, R"({"error": "no engine takes it now"})"};
                }
            }
            return effects;
        });
}

Core refusals_answered_with_success(Core core) {
    return alter_effects<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input&, Effects effects) {
            for (Effect& effect : effects) {
                auto* answer = std::get_if<effect::ApiResponse>(&effect);
                if (answer != nullptr && answer->status >= 400 && answer->status < 500) {
                    *answer = {answer->id, 200, "{}"};
                }
            }
            return effects;
        });
}

/// A controller that reads another state where an engine is to be `state`.
Core reads_another_state(Core core, const std::string& state, const std::string& instead) {
    const std::string quoted = '"' + state;
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {},
        [quoted, instead](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            const auto found = request == nullptr ? std::string::npos : request->body.find(quoted);
            if (found == std::string::npos) {
                return input;
            }
            input::ApiRequest altered = *request;
            const auto end = altered.body.find('"', found + 1);
            altered.body.replace(found + 1, end - found - 1, instead);
            return altered;
        });
}

// The operator is told that the engine is disabled, and it is not.
Core disabled_state_ignored(Core core) {
    return reads_another_state(std::move(core), "SE_STATE_DISABLED", "SE_STATE_ENABLED");
}
Core disabled_engine_is_not_emptied(Core core) {
    return reads_another_state(std::move(core), "SE_STATE_DISABLED",
                               "SE_STATE_DISABLED_FOR_PLACEMENT");
}

}  // namespace

std::vector<Defect> placement_defects() {
    return {
        {"second_floating_list_ignored", "the floating addresses of tag 2 are nobody's", nullptr,
         second_floating_list_ignored},
        {"floating_change_at_once",
         "a change of floating addresses takes effect while services are placed", nullptr,
         floating_change_at_once},
        {"compaction_ignored", "a compacted pair spreads its services over both engines", nullptr,
         compaction_ignored},
        {"tags_ignored",
         "in a distributed pair every service counts as tagged for the first engine", nullptr,
         tags_ignored},
        {"auto_redistribute_forgotten", "automatic redistribution is switched on and never happens",
         nullptr, auto_redistribute_forgotten},
        {"service_switchover_does_nothing",
         "a switchover of one service is acknowledged and not carried out", nullptr,
         service_switchover_does_nothing},
        {"redistribute_does_nothing", "a manual redistribution is acknowledged and not carried out",
         nullptr, redistribute_does_nothing},
        {"third_engine_accepted", "a third engine is let into a legacy pair and given its services",
         nullptr, third_engine_accepted},
        {"refusals_answered_with_success", "what is refused is answered as if it had been done",
         nullptr, refusals_answered_with_success},
        {"disabled_state_ignored", "an engine that is disabled gets new services all the same",
         nullptr, disabled_state_ignored},
        {"disabled_engine_is_not_emptied",
         "an engine that is disabled keeps what it has, as if that were meant for placement only",
         nullptr, disabled_engine_is_not_emptied},
        {"refused_service_placed",
         "a service that is added to others is refused, made and placed all the same", nullptr,
         refused_service_placed},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
