// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/own_request.h"
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
using protocol::Role;

/// Roles as last sent, so that a change of role can be recognised.
struct Roles {
    std::map<ConnectionId, std::map<protocol::ServiceName, Role>> last;
    bool switching = false;  ///< an operator's switchover is under way
    std::map<ConnectionId, std::pair<protocol::ServiceName, Role>> forgotten;  ///< stays as it was
};

std::vector<protocol::ServiceName> changed_to(const Roles& roles, ConnectionId connection,
                                              const protocol::EngineConfiguration& configuration,
                                              Role role) {
    std::vector<protocol::ServiceName> changed;
    const auto before = roles.last.find(connection);
    for (const auto& service : configuration.services) {
        if (before == roles.last.end() || service.role != role) {
            continue;
        }
        const auto old = before->second.find(service.name);
        if (old != before->second.end() && old->second != role) {
            changed.push_back(service.name);
        }
    }
    return changed;
}

void remember_and_forget(Roles& roles, ConnectionId connection,
                         protocol::EngineConfiguration& configuration) {
    for (const auto& service : configuration.services) {
        roles.last[connection][service.name] = service.role;
    }
    const auto found = roles.forgotten.find(connection);
    if (found == roles.forgotten.end()) {
        return;
    }
    for (auto& service : configuration.services) {
        if (service.name == found->second.first) {
            service.role = found->second.second;
        }
    }
}

// The last of several services that should move stays where it is, on both engines.
Core switchover_forgets_one(Core core) {
    return alter_effects<Core, Effects, Input, Roles>(
        std::move(core), {}, [](Roles& roles, Instant, const Input& input, Effects effects) {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            roles.switching =
                roles.switching || (request != nullptr && last_word(request->path) == "switchover");
            for (Effect& effect : effects) {
                auto* configuration = configuration_in(effect);
                if (configuration == nullptr) {
                    continue;
                }
                const ConnectionId connection = std::get<effect::SendToEngine>(effect).connection;
                const auto released = changed_to(roles, connection, *configuration, Role::standby);
                const auto taken = changed_to(roles, connection, *configuration, Role::active);
                if (roles.switching && released.size() >= 2) {
                    roles.forgotten[connection] = {released.back(), Role::active};
                }
                if (roles.switching && taken.size() >= 2) {
                    roles.forgotten[connection] = {taken.back(), Role::standby};
                }
                remember_and_forget(roles, connection, *configuration);
            }
            return effects;
        });
}

Core takeover_forgets_one(Core core) {
    return alter_effects<Core, Effects, Input, Roles>(
        std::move(core), {}, [](Roles& roles, Instant, const Input&, Effects effects) {
            for (Effect& effect : effects) {
                auto* configuration = configuration_in(effect);
                if (configuration == nullptr) {
                    continue;
                }
                const ConnectionId connection = std::get<effect::SendToEngine>(effect).connection;
                const auto taken = changed_to(roles, connection, *configuration, Role::active);
                if (!taken.empty()) {
                    roles.forgotten[connection] = {taken.back(), Role::standby};
                }
                remember_and_forget(roles, connection, *configuration);
            }
            return effects;
        });
}

/// Engines that were here before, and on which connection they are back.
struct Returns {
    std::map<protocol::EngineName, std::uint64_t> boots;
    std::set<ConnectionId> returned;
    std::map<ConnectionId, protocol::EngineName> names;
};

/// True when this input is the registration of an engine in a new life.
bool comes_back(Returns& returns, const Input& input) {
    const auto* registration = from_engine<protocol::Register>(input);
    if (registration == nullptr) {
        return false;
    }
    const ConnectionId connection = std::get<input::FromEngine>(input).connection;
    returns.names[connection] = registration->engine;
    const auto known = returns.boots.find(registration->engine);
    const bool back = known != returns.boots.end() && known->second != registration->boot_id;
    returns.boots[registration->engine] = registration->boot_id;
    if (back) {
        returns.returned.insert(connection);
    }
    return back;
}

Core lone_engine_never_active(Core core) {
    const auto step = core.step;
    auto returns = std::make_shared<Returns>();
    return {
        [step, returns](Instant now, const Input& input) {
            comes_back(*returns, input);
            Effects effects = step(now, input);
            for (Effect& effect : effects) {
                auto* configuration = configuration_in(effect);
                if (configuration != nullptr &&
                    returns->returned.contains(std::get<effect::SendToEngine>(effect).connection)) {
                    for (auto& service : configuration->services) {
                        service.role = Role::standby;
                    }
                }
            }
            return effects;
        },
        core.next_timeout};
}

// An engine that came back and has confirmed its configuration gets everything back by a switchover
// that nobody asked for.
Core failback_unasked(Core core) {
    auto returns = std::make_shared<Returns>();
    return {[core, returns](Instant now, const Input& input) {
                comes_back(*returns, input);
                Effects effects = core.step(now, input);
                const auto* from = std::get_if<input::FromEngine>(&input);
                const bool confirmed =
                    from_engine<protocol::ConfigurationApplied>(input) != nullptr &&
                    returns->returned.erase(from->connection) == 1;
                if (!confirmed) {
                    return effects;
                }
                for (const auto& [name, boot] : returns->boots) {
                    if (name != returns->names[from->connection]) {
                        switch_over(core, now, name.text(), effects);
                    }
                }
                return effects;
            },
            core.next_timeout};
}

// Longer than any observer's interval and any tenure's patience.
constexpr Duration release_lateness = 500ms;

struct HeldReleases {
    std::vector<std::pair<Instant, Effect>> releases;
    Roles roles;
};

// The old engine is told late; its confirmation is invented, so that the new one takes the
// addresses at once.
Core take_before_release(Core core) {
    auto held = std::make_shared<HeldReleases>();
    const auto carry_out = [core, held](Instant now, const Input& input) {
        Effects out;
        std::vector<Input> invented;
        for (Effect& effect : core.step(now, input)) {
            auto* configuration = configuration_in(effect);
            if (configuration == nullptr) {
                out.push_back(std::move(effect));
                continue;
            }
            const ConnectionId connection = std::get<effect::SendToEngine>(effect).connection;
            const bool release =
                !changed_to(held->roles, connection, *configuration, Role::standby).empty();
            remember_and_forget(held->roles, connection, *configuration);
            if (release) {
                invented.emplace_back(input::FromEngine{
                    connection, protocol::ConfigurationApplied{configuration->generation}});
                held->releases.emplace_back(now + release_lateness, std::move(effect));
            } else {
                out.push_back(std::move(effect));
            }
        }
        for (const Input& confirmation : invented) {
            Effects more = core.step(now, confirmation);
            out.insert(out.end(), more.begin(), more.end());
        }
        std::erase_if(held->releases, [&](const auto& release) {
            const bool due = release.first <= now;
            if (due) {
                out.push_back(release.second);
            }
            return due;
        });
        return out;
    };
    return {carry_out, [core, held] {
                std::optional<Instant> next = core.next_timeout();
                for (const auto& release : held->releases) {
                    next = std::min(next.value_or(release.first), release.first);
                }
                return next;
            }};
}

}  // namespace

std::vector<Defect> move_defects() {
    return {
        {"failback_unasked", "services move back to an engine that returns, without being asked",
         nullptr, failback_unasked},
        {"switchover_forgets_one", "a switchover leaves one service behind", nullptr,
         switchover_forgets_one},
        {"takeover_forgets_one", "a takeover leaves one service without an active engine", nullptr,
         takeover_forgets_one},
        {"lone_engine_never_active",
         "an engine that comes back stays standby, even when it is alone", nullptr,
         lone_engine_never_active},
        {"take_before_release",
         "a planned move lets the new engine take addresses 500 ms before the old one lets them go",
         nullptr, take_before_release},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
