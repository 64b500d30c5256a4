// SPDX-License-Identifier: Apache-2.0
// Defects of an engine that monitors pool servers.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "harness/sut/reference_sim/defects/engine_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::engine::Core;
using reference::engine::Effect;
using reference::engine::Effects;
using reference::engine::Input;
using reference::engine::ServiceEngineOptions;
namespace effect = reference::engine::effect;
namespace input = reference::engine::input;
namespace model = reference::model;
namespace protocol = reference::protocol;

/// What the engine is told, with each monitor of each of its pools as `alter` makes it.
Core alter_monitors(Core core, std::function<void(model::HealthMonitor&)> alter) {
    return alter_configurations(
        std::move(core), [alter](protocol::EngineConfiguration& configuration) {
            for (protocol::PlacedService& service : configuration.services) {
                for (model::HealthMonitor& monitor : service.pool.health_monitors) {
                    alter(monitor);
                }
            }
        });
}

Core standby_probes_no_server(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_configurations(std::move(core), [](protocol::EngineConfiguration& configuration) {
        configuration.hm_on_standby = false;
    });
}

Core hm_on_standby_ignored(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_configurations(std::move(core), [](protocol::EngineConfiguration& configuration) {
        configuration.hm_on_standby = true;
    });
}

Core any_monitor_suffices(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_configurations(std::move(core), [](protocol::EngineConfiguration& configuration) {
        for (protocol::PlacedService& service : configuration.services) {
            auto& monitors = service.pool.health_monitors;
            monitors.erase(monitors.begin(),
                           monitors.end() - std::min<std::ptrdiff_t>(1, std::ssize(monitors)));
        }
    });
}

Core probes_from_interface(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input&, Effects effects) {
            for (Effect& effect : effects) {
                if (auto* check = std::get_if<effect::CheckServer>(&effect)) {
                    check->source.reset();
                }
            }
            return effects;
        });
}

Core probe_interval_ignored(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_monitors(std::move(core), [](model::HealthMonitor& monitor) {
        monitor.send_interval = model::HealthMonitor{}.send_interval;
    });
}

Core server_down_on_first_failure(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_monitors(std::move(core),
                          [](model::HealthMonitor& monitor) { monitor.failed_checks = 1; });
}

Core new_servers_wait_for_their_turn(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_monitors(std::move(core),
                          [](model::HealthMonitor& monitor) { monitor.disable_quickstart = true; });
}

// What clients meet is looked into by a probe, and one that fails counts.
Core passive_monitor_marks_down(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_configurations(std::move(core), [](protocol::EngineConfiguration& configuration) {
        for (protocol::PlacedService& service : configuration.services) {
            if (service.pool.inline_health_monitor && service.pool.health_monitors.empty()) {
                model::HealthMonitor hearsay;
                hearsay.name = "hearsay";
                hearsay.send_interval = 1;
                hearsay.receive_timeout = 1;
                hearsay.failed_checks = 1;
                service.pool.health_monitors.push_back(std::move(hearsay));
            }
        }
    });
}

Core passive_monitor_ignored(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_configurations(std::move(core), [](protocol::EngineConfiguration& configuration) {
        for (protocol::PlacedService& service : configuration.services) {
            service.pool.inline_health_monitor = false;
        }
    });
}

Core server_down_unreported(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input&, Effects effects) {
            std::erase_if(effects, [](const Effect& effect) {
                const auto* changed = to_controller<protocol::ServerStateChanged>(effect);
                return changed != nullptr && !changed->up;
            });
            return effects;
        });
}

/// An engine that keeps the last service that it was told of: as it was, or as a standby.
Core keeps_last_service(Core core, bool serves) {
    const auto last = std::make_shared<std::optional<protocol::PlacedService>>();
    return alter_configurations(
        std::move(core), [serves, last](protocol::EngineConfiguration& configuration) {
            auto& services = configuration.services;
            if (!services.empty()) {
                *last = services.front();
                (*last)->role = serves ? (*last)->role : protocol::Role::standby;
            } else if (*last) {
                services.push_back(**last);
            }
        });
}

Core disabled_service_probed(Core core, const ServiceEngineOptions& /*options*/) {
    return keeps_last_service(std::move(core), false);
}

Core disabled_service_served(Core core, const ServiceEngineOptions& /*options*/) {
    return keeps_last_service(std::move(core), true);
}

// Every server counts as down until it has passed once more.
Core takeover_waits_for_health(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, std::set<protocol::ServerEndpoint>>(
        std::move(core), {},
        [](std::set<protocol::ServerEndpoint>& cold, Instant, const Input& input, Effects effects) {
            Effects more;
            const auto* checked = std::get_if<input::ServerChecked>(&input);
            if (checked != nullptr && checked->passed && cold.erase(checked->server) > 0) {
                more.emplace_back(effect::SetServerState{checked->server, true});
            }
            for (const Effect& effect : effects) {
                if (const auto* open = std::get_if<effect::OpenService>(&effect)) {
                    for (const protocol::ServerEndpoint& server : open->service.pool.servers) {
                        cold.insert(server);
                        more.emplace_back(effect::SetServerState{server, false});
                    }
                }
            }
            effects.insert(effects.end(), more.begin(), more.end());
            return effects;
        });
}

}  // namespace

std::vector<Defect> server_monitor_defects() {
    return {
        {"standby_probes_no_server", "an engine probes servers for active services only",
         standby_probes_no_server},
        {"hm_on_standby_ignored", "a standby probes servers, whatever its group says",
         hm_on_standby_ignored},
        {"any_monitor_suffices", "of several monitors of a pool only the last is used",
         any_monitor_suffices},
        {"probes_from_interface",
         "an active engine probes servers from its interface's address, not from the SNAT address",
         probes_from_interface},
        {"probe_interval_ignored", "servers are probed at the documented default interval",
         probe_interval_ignored},
        {"server_down_on_first_failure", "one probe that fails, and the server is down",
         server_down_on_first_failure},
        {"new_servers_wait_for_their_turn", "a new server is probed once an interval, like others",
         new_servers_wait_for_their_turn},
        {"server_down_unreported", "an engine that sees a server go down does not say so",
         server_down_unreported},
        {"passive_monitor_marks_down", "a server that fails a client is taken for down",
         passive_monitor_marks_down},
        {"passive_monitor_ignored", "a server that fails clients keeps its share",
         passive_monitor_ignored},
        {"disabled_service_probed", "an engine goes on probing for a service that it lost",
         disabled_service_probed},
        {"disabled_service_served", "an engine goes on with a service that it lost",
         disabled_service_served},
        {"takeover_waits_for_health",
         "an engine that takes over serves by a server only after another probe of it",
         takeover_waits_for_health},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
