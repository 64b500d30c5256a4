// SPDX-License-Identifier: Apache-2.0
// Defects of controllers that start engines themselves.
#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/own_request.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

namespace json = boost::json;
namespace effect = reference::controller::effect;
namespace input = reference::controller::input;
using reference::controller::Core;
using reference::controller::Effect;
using reference::controller::Effects;
using reference::controller::Input;

Core buffer_ignored(Core core) {
    return with_group_member(std::move(core), "buffer_se", "0");
}
Core one_engine_too_many(Core core) {
    return with_group_member(std::move(core), "buffer_se", "3");
}
Core engine_limit_ignored(Core core) {
    return with_group_member(std::move(core), "max_se", "1000");
}
Core per_app_ignored(Core core) {
    return with_group_member(std::move(core), "per_app", "false");
}
Core idle_engine_is_kept(Core core) {
    return with_group_member(std::move(core), "se_deprovision_delay", "0");
}
Core host_list_ignored(Core core) {
    return with_group_member(std::move(core), "vcenter_hosts", "null");
}
Core host_redundancy_ignored(Core core) {
    return with_group_member(std::move(core), "vs_host_redundancy", "false");
}
Core host_redundancy_forced(Core core) {
    return with_group_member(std::move(core), "vs_host_redundancy", "true");
}

Core placement_algorithm_swapped(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            if (!creates(input, "serviceenginegroup")) {
                return input;
            }
            const auto& body = std::get<input::ApiRequest>(input).body;
            const bool packed = body.find("PLACEMENT_ALGO_PACKED") != std::string::npos;
            return with_member(
                input, "algo",
                packed ? "\"PLACEMENT_ALGO_DISTRIBUTED\"" : "\"PLACEMENT_ALGO_PACKED\"");
        });
}

bool asks_for(const Input& input, const std::string& method, const std::string& word) {
    const auto* request = std::get_if<input::ApiRequest>(&input);
    return request != nullptr && request->method == method && last_word(request->path) == word;
}

/// A timer that the operator sets is another one than he thinks.
Core with_controller_timer(Core core, const std::string& name, const std::string& seconds) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {},
        [name, seconds](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            return asks_for(input, "PUT", "controllerproperties")
                       ? with_member(input, name, seconds)
                       : input;
        });
}

// A day, where the operator said a second.
Core failed_start_is_final(Core core) {
    return with_controller_timer(std::move(core), "se_spawn_retry_interval", "86400");
}
Core hung_engine_is_left(Core core) {
    return with_controller_timer(std::move(core), "unresponsive_se_reboot", "86400");
}
Core hung_engine_rebooted_at_once(Core core) {
    return with_controller_timer(std::move(core), "unresponsive_se_reboot", "0");
}

// The machines of every host look like those of one.
Core hosts_ignored(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            if (!asks_for(input, "POST", "inventory")) {
                return input;
            }
            const json::value body = json::parse(std::get<input::ApiRequest>(input).body);
            json::object one{
                {"name", "host"}, {"vacant", json::array{}}, {"occupied", json::array{}}};
            for (const json::value& host : body.at("hosts").as_array()) {
                for (const char* list : {"vacant", "occupied"}) {
                    for (const json::value& machine : host.at(list).as_array()) {
                        one.at(list).as_array().push_back(machine);
                    }
                }
            }
            return with_member(input, "hosts", json::serialize(json::array{std::move(one)}));
        });
}

/// What the cloud tells is altered.
Core alter_inventory(Core core, std::function<Input(const Input&)> alter) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {},
        [alter](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            return asks_for(input, "POST", "inventory") ? alter(input) : input;
        });
}

Core host_failure_unheard(Core core) {
    return alter_inventory(std::move(core), [](const Input& input) {
        return with_member(input, "host_failed", "[]");
    });
}

// Where the host does not answer the machines are taken for switched off.
Core host_failure_is_death(Core core) {
    return alter_inventory(std::move(core), [](const Input& input) {
        const json::value body = json::parse(std::get<input::ApiRequest>(input).body);
        const Input unheard = with_member(input, "host_failed", "[]");
        return with_member(unheard, "off", json::serialize(body.at("host_failed")));
    });
}

struct Requests {
    std::set<std::uint64_t> of_machines;  ///< ids, until they are answered
};

/// One of the lists that the cloud reads is altered.
Core alter_list(Core core, const char* list, std::function<void(json::array&)> alter) {
    return alter_effects<Core, Effects, Input, Requests>(
        std::move(core), {},
        [list, alter](Requests& requests, Instant, const Input& input, Effects effects) {
            if (asks_for(input, "GET", "machines")) {
                requests.of_machines.insert(std::get<input::ApiRequest>(input).id);
            }
            for (Effect& effect : effects) {
                auto* answer = std::get_if<effect::ApiResponse>(&effect);
                if (answer != nullptr && requests.of_machines.erase(answer->id) > 0 &&
                    answer->status == 200) {
                    json::value body = json::parse(answer->body);
                    alter(body.at(list).as_array());
                    answer->body = json::serialize(body);
                }
            }
            return effects;
        });
}

Core alter_machines(Core core, std::function<void(json::array&)> alter) {
    return alter_list(std::move(core), "machines", std::move(alter));
}

// The event is there, and the cloud never hears of it.
Core reboot_is_only_told(Core core) {
    return alter_list(std::move(core), "reboot", [](json::array& engines) { engines.clear(); });
}

struct Beginning {
    bool some_asked = false;
    bool over = false;
};

// What the first services need comes; what is missing later does not.
Core later_engines_are_not_started(Core core) {
    const auto beginning = std::make_shared<Beginning>();
    return alter_machines(std::move(core), [beginning](json::array& machines) {
        beginning->over = beginning->over || (beginning->some_asked && machines.empty());
        beginning->some_asked = beginning->some_asked || !machines.empty();
        if (beginning->over) {
            machines.clear();
        }
    });
}

Core partner_is_not_started(Core core) {
    return alter_machines(std::move(core), [](json::array& machines) { machines.clear(); });
}

struct Seen {
    std::set<std::string> engines;
};

Core returned_engine_shut_out(Core core) {
    return alter_effects<Core, Effects, Input, Seen>(
        core, {}, [core](Seen& seen, Instant now, const Input& input, Effects effects) {
            const auto* engine = from_engine<reference::protocol::Register>(input);
            if (engine == nullptr || seen.engines.insert(engine->engine.text()).second) {
                return effects;
            }
            const std::string uuid = first_uuid(
                ask(core, now, "GET", "/api/serviceengine?name=" + engine->engine.text(), effects));
            ask(core, now, "PATCH", "/api/serviceengine/" + uuid, effects,
                R"({"replace": {"enable_state": "SE_STATE_DISABLED_FOR_PLACEMENT"}})");
            return effects;
        });
}

Core idle_group_is_served(Core core) {
    return alter_machines(std::move(core), [](json::array& machines) {
        machines.push_back(json::object{
            {"engine", "se8"}, {"host", "host3"}, {"se_group", "idle"}, {"wanted", true}});
    });
}

}  // namespace

std::vector<Defect> cloud_defects() {
    return {
        {"buffer_ignored", "no places are kept free for the failure of an engine", nullptr,
         buffer_ignored},
        {"one_engine_too_many", "more engines are started than services and buffer need", nullptr,
         one_engine_too_many},
        {"later_engines_are_not_started",
         "engines that are missing later than at the beginning never come", nullptr,
         later_engines_are_not_started},
        {"partner_is_not_started", "an engine alone in a pair's group gets no partner", nullptr,
         partner_is_not_started},
        {"returned_engine_shut_out", "an engine that comes back gets no new services", nullptr,
         returned_engine_shut_out},
        {"engine_limit_ignored", "a group gets more engines than max_se", nullptr,
         engine_limit_ignored},
        {"per_app_ignored", "per_app of a group has no effect", nullptr, per_app_ignored},
        {"idle_engine_is_kept", "engines that nobody needs are never deleted", nullptr,
         idle_engine_is_kept},
        {"idle_group_is_served", "a group without services gets an engine", nullptr,
         idle_group_is_served},
        {"placement_algorithm_swapped",
         "compact groups are filled like distributed ones, and the "
         "other way round",
         nullptr, placement_algorithm_swapped},
        {"failed_start_is_final",
         "an engine that could not be started is not tried again for a day", nullptr,
         failed_start_is_final},
        {"host_failure_unheard", "the cloud's word that a host has failed changes nothing", nullptr,
         host_failure_unheard},
        {"host_failure_is_death",
         "engines on a failed host are down at once, whether they serve or not", nullptr,
         host_failure_is_death},
        {"hung_engine_is_left", "an engine that hangs is not rebooted for a day", nullptr,
         hung_engine_is_left},
        {"hung_engine_rebooted_at_once",
         "an engine is rebooted as soon as it is found silent, whatever the timer says", nullptr,
         hung_engine_rebooted_at_once},
        {"reboot_is_only_told", "REBOOT_SE is reported, and the cloud is not asked", nullptr,
         reboot_is_only_told},
        {"hosts_ignored", "engines are started wherever there is room, whatever the host", nullptr,
         hosts_ignored},
        {"host_list_ignored", "vcenter_hosts of a group has no effect", nullptr, host_list_ignored},
        {"host_redundancy_ignored", "instances of a service go to one host though others have room",
         nullptr, host_redundancy_ignored},
        {"host_redundancy_forced",
         "instances of a service go to different hosts though nobody asked for it", nullptr,
         host_redundancy_forced},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
