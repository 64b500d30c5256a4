// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "harness/sut/reference_sim/defects/engine_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::engine::Core;
using reference::engine::Effect;
using reference::engine::Effects;
using reference::engine::Input;
using reference::engine::ServiceEngineOptions;
using reference::protocol::Configure;
using reference::protocol::Role;
namespace effect = reference::engine::effect;
namespace input = reference::engine::input;

/// The same input with every service active here. Stolen services get no SNAT address: with one
/// address on two engines answers of servers would go astray, and nothing would work well enough to
/// be judged.
std::optional<Input> with_every_service_active(const Input& original) {
    const auto* configure = from_controller<Configure>(original);
    if (configure == nullptr) {
        return original;
    }
    Configure altered = *configure;
    for (auto& service : altered.configuration.services) {
        if (service.role == Role::standby) {
            service.snat_ips.clear();
        }
        service.role = Role::active;
    }
    return input::FromController{altered};
}

Core with_every_service_active_here(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {},
        [](Nothing&, Instant, const Input& input) { return with_every_service_active(input); });
}

// Often enough that neighbours believe the standby most of the time.
constexpr Duration insists_every = 50ms;

struct Insistence {
    std::vector<Ipv4Address> stolen;  ///< VIPs of services that are standby here
    std::optional<Instant> next;
};

Core standby_carries_traffic(Core core, const ServiceEngineOptions& /*options*/) {
    auto insistence = std::make_shared<Insistence>();
    const Core active = with_every_service_active_here(std::move(core));
    const auto step = [insistence, active](Instant now, const Input& input) {
        if (const auto* configure = from_controller<Configure>(input)) {
            insistence->stolen.clear();
            for (const auto& service : configure->configuration.services) {
                if (service.role == Role::standby) {
                    insistence->stolen.push_back(service.vip);
                }
            }
            insistence->next = insistence->stolen.empty() ? std::nullopt : std::optional(now);
        }
        Effects effects = active.step(now, input);
        if (insistence->next && *insistence->next <= now) {
            insistence->next = now + insists_every;
            for (const Ipv4Address vip : insistence->stolen) {
                effects.emplace_back(effect::AnnounceAddress{vip});
            }
        }
        return effects;
    };
    return {step, [insistence, active] {
                const auto next = active.next_timeout();
                return next && insistence->next ? std::min(next, insistence->next)
                       : next                   ? next
                                                : insistence->next;
            }};
}

// It has the addresses and would serve, but says nothing unless asked: neighbours that resolve the
// VIP get two answers.
Core both_engines_own_vip(Core core, const ServiceEngineOptions& /*options*/) {
    Core silent = alter_effects<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input&, Effects effects) {
            std::erase_if(effects, [](const Effect& effect) {
                return std::holds_alternative<effect::AnnounceAddress>(effect);
            });
            return effects;
        });
    return with_every_service_active_here(std::move(silent));
}

Core vip_outlives_engine(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input&, Effects effects) {
            for (Effect& effect : effects) {
                if (auto* add = std::get_if<effect::AddAddress>(&effect)) {
                    add->lease.reset();
                }
            }
            return effects;
        });
}

std::set<reference::protocol::ServiceName> active_in(
    const reference::protocol::EngineConfiguration& configuration) {
    std::set<reference::protocol::ServiceName> active;
    for (const auto& service : configuration.services) {
        if (service.role == Role::active) {
            active.insert(service.name);
        }
    }
    return active;
}

struct Own {
    std::set<reference::protocol::ServiceName> services;
};

// What was active here before is not active any more when something is taken over.
Core survivor_drops_own_services(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_inputs<Core, Effects, Input, Own>(
        std::move(core), {}, [](Own& own, Instant, const Input& original) -> std::optional<Input> {
            const auto* configure = from_controller<Configure>(original);
            if (configure == nullptr) {
                return original;
            }
            const auto active = active_in(configure->configuration);
            Configure altered = *configure;
            // All that was standby here is taken over at once: that is a failure, not the creation
            // of one more service.
            const bool takes_over = active.size() == altered.configuration.services.size() &&
                                    !own.services.empty() && active.size() > own.services.size();
            for (auto& service : altered.configuration.services) {
                if (takes_over && own.services.contains(service.name)) {
                    service.role = Role::standby;
                }
            }
            if (!takes_over) {
                own.services = active;
            }
            return input::FromController{altered};
        });
}

struct FirstOwner {
    std::set<Ipv4Address> floating;
    bool held_before = false;
};

// Floating addresses stay with whoever had them first: a survivor does not take them.
Core floating_ip_left_behind(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_inputs<Core, Effects, Input, FirstOwner>(
        std::move(core), {},
        [](FirstOwner& first, Instant, const Input& original) -> std::optional<Input> {
            const auto* configure = from_controller<Configure>(original);
            if (configure == nullptr) {
                return original;
            }
            Configure altered = *configure;
            const bool standby_of_something = std::any_of(
                altered.configuration.services.begin(), altered.configuration.services.end(),
                [](const auto& service) { return service.role == Role::standby; });
            // An engine that has been standby is the survivor when it becomes active.
            first.held_before = first.held_before || standby_of_something;
            if (first.held_before) {
                altered.configuration.floating_ips.clear();
            }
            return input::FromController{altered};
        });
}

// A survivor takes one floating address, whatever subnets there are.
Core second_floating_address_left_behind(Core core, const ServiceEngineOptions& /*options*/) {
    const auto has_been_standby = std::make_shared<bool>(false);
    return alter_configurations(
        std::move(core),
        [has_been_standby](reference::protocol::EngineConfiguration& configuration) {
            for (const auto& service : configuration.services) {
                *has_been_standby = *has_been_standby || service.role == Role::standby;
            }
            auto& addresses = configuration.floating_ips;
            if (*has_been_standby && addresses.size() > 1) {
                addresses.resize(1);
            }
        });
}

// A survivor has the floating addresses, and passes nothing on.
Core survivor_does_not_route(Core core, const ServiceEngineOptions& /*options*/) {
    const auto has_been_standby = std::make_shared<bool>(false);
    return alter_configurations(
        std::move(core),
        [has_been_standby](reference::protocol::EngineConfiguration& configuration) {
            for (const auto& service : configuration.services) {
                *has_been_standby = *has_been_standby || service.role == Role::standby;
            }
            configuration.enable_routing = configuration.enable_routing && !*has_been_standby;
        });
}

Core virtual_mac_ignored(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_configurations(std::move(core),
                                [](reference::protocol::EngineConfiguration& configuration) {
                                    configuration.virtual_mac.reset();
                                });
}

// Made of the engine's own address, where it should be the group's.
Core virtual_mac_of_each_engine(Core core, const ServiceEngineOptions& options) {
    const auto own = static_cast<std::uint8_t>(options.heartbeat_address.value);
    return alter_configurations(std::move(core),
                                [own](reference::protocol::EngineConfiguration& configuration) {
                                    if (configuration.virtual_mac) {
                                        configuration.virtual_mac->octets.back() = own;
                                    }
                                });
}

// A service that was here and is not any more takes its VIP with it, whoever else is on it.
Core vip_goes_with_first_service(Core core, const ServiceEngineOptions& /*options*/) {
    using reference::protocol::PlacedService;
    const auto known = std::make_shared<std::map<reference::protocol::ServiceName, Ipv4Address>>();
    return alter_configurations(
        std::move(core), [known](reference::protocol::EngineConfiguration& configuration) {
            std::set<Ipv4Address> gone;
            for (const auto& [name, vip] : *known) {
                const auto& services = configuration.services;
                if (std::none_of(services.begin(), services.end(),
                                 [&name = name](const auto& one) { return one.name == name; })) {
                    gone.insert(vip);
                }
            }
            for (const PlacedService& service : configuration.services) {
                (*known)[service.name] = service.vip;
            }
            std::erase_if(configuration.services,
                          [&](const PlacedService& service) { return gone.contains(service.vip); });
        });
}

/// Without a controller it does what a refused engine has to do: it becomes idle.
Core headless_engine_drops_vips(Core core, const ServiceEngineOptions& /*options*/) {
    return {[step = core.step](Instant now, const Input& input) {
                Effects out = step(now, input);
                if (std::holds_alternative<input::ControllerDisconnected>(input)) {
                    const Input idle = input::FromController{
                        reference::protocol::RegistrationRefused{"no controller"}};
                    for (Effect& effect : step(now, idle)) {
                        out.push_back(std::move(effect));
                    }
                }
                return out;
            },
            core.next_timeout};
}

}  // namespace

std::vector<Defect> ownership_defects() {
    return {
        {"headless_engine_drops_vips", "an engine without a controller gives its VIPs up",
         headless_engine_drops_vips},
        {"both_engines_own_vip",
         "the standby engine holds the VIPs as well, and answers for them when asked",
         both_engines_own_vip},
        {"standby_carries_traffic",
         "the standby engine announces the VIPs and carries their traffic",
         standby_carries_traffic},
        {"vip_outlives_engine",
         "addresses stay on the node when the engine that held them is killed",
         vip_outlives_engine},
        {"survivor_drops_own_services",
         "the survivor drops its own services when it takes over its peer's",
         survivor_drops_own_services},
        {"floating_ip_left_behind",
         "floating interface addresses are not taken over with the services",
         floating_ip_left_behind},
        {"second_floating_address_left_behind",
         "of several floating addresses a survivor takes the first only",
         second_floating_address_left_behind},
        {"survivor_does_not_route",
         "an engine that takes over does not pass on packets of others, whatever its group says",
         survivor_does_not_route},
        {"virtual_mac_ignored", "floating addresses have the MAC of the engine's interface",
         virtual_mac_ignored},
        {"virtual_mac_of_each_engine", "each engine makes up a virtual MAC of its own",
         virtual_mac_of_each_engine},
        {"vip_goes_with_first_service",
         "an engine lets a VIP go with the first of its services that is disabled",
         vip_goes_with_first_service},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
