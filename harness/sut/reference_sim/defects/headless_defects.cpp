// SPDX-License-Identifier: Apache-2.0
// Defects of an engine that is cut off: from its controllers, from its clients, from the right
// time.
#include <memory>
#include <optional>
#include <set>

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

template <class Ignored>
Core deaf_to(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& original) -> std::optional<Input> {
            return std::holds_alternative<Ignored>(original) ? std::nullopt
                                                             : std::optional(original);
        });
}

Core guard_ignores_answers(Core core, const ServiceEngineOptions& /*options*/) {
    return deaf_to<input::ForeignAnswer>(std::move(core));
}

Core data_link_loss_ignored(Core core, const ServiceEngineOptions& /*options*/) {
    return deaf_to<input::DataLinkChanged>(std::move(core));
}

struct Memory {
    std::set<Ipv4Address> vips;  ///< of the last configuration
};

// It takes back what it had before it asks who has it now.
Core stale_engine_resumes_vip(Core core, const ServiceEngineOptions& options) {
    return alter_effects<Core, Effects, Input, Memory>(
        std::move(core), {},
        [lease = options.address_lease](Memory& memory, Instant, const Input& input,
                                        Effects effects) {
            if (const auto* configure = from_controller<Configure>(input)) {
                memory.vips.clear();
                for (const auto& service : configure->configuration.services) {
                    if (service.role == Role::active) {
                        memory.vips.insert(service.vip);
                    }
                }
            } else if (std::holds_alternative<input::ControllerConnected>(input)) {
                for (const Ipv4Address vip : memory.vips) {
                    effects.emplace_back(effect::AddAddress{vip, lease});
                    effects.emplace_back(effect::AnnounceAddress{vip});
                }
            }
            return effects;
        });
}

}  // namespace

std::vector<Defect> headless_defects() {
    Defect by_wall_clock;
    by_wall_clock.name = "clock_used_for_liveness";
    by_wall_clock.sentence = "an engine measures its timers and leases by the wall clock";
    by_wall_clock.wall_clock = true;
    return {
        {"guard_ignores_answers",
         "an engine without a controller keeps its addresses whoever else answers for them",
         guard_ignores_answers},
        {"stale_engine_resumes_vip",
         "an engine that finds its controller again takes back the VIPs that it had",
         stale_engine_resumes_vip},
        {"data_link_loss_ignored", "an engine does not tell that it lost its link to the clients",
         data_link_loss_ignored},
        by_wall_clock,
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
