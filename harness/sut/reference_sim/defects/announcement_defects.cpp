// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

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

Core no_gratuitous_arp(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input&, Effects effects) {
            std::erase_if(effects, [](const Effect& effect) {
                return std::holds_alternative<effect::AnnounceAddress>(effect);
            });
            return effects;
        });
}

// Late by far more than any failover bound of the suite.
constexpr Duration lateness = 5s;

struct Held {
    std::vector<std::pair<Instant, Effect>> announcements;
};

Core late_gratuitous_arp(Core core, const ServiceEngineOptions& /*options*/) {
    auto held = std::make_shared<Held>();
    const auto step = core.step;
    const auto next_timeout = core.next_timeout;
    const auto late_step = [held, step](Instant now, const Input& input) {
        Effects out;
        for (const Effect& effect : step(now, input)) {
            if (std::holds_alternative<effect::AnnounceAddress>(effect)) {
                held->announcements.emplace_back(now + lateness, effect);
            } else {
                out.push_back(effect);
            }
        }
        std::erase_if(held->announcements, [&](const auto& announcement) {
            const bool due = announcement.first <= now;
            if (due) {
                out.push_back(announcement.second);
            }
            return due;
        });
        return out;
    };
    const auto late_timeout = [held, next_timeout]() {
        std::optional<Instant> next = next_timeout();
        for (const auto& announcement : held->announcements) {
            next = std::min(next.value_or(announcement.first), announcement.first);
        }
        return next;
    };
    return {late_step, late_timeout};
}

struct FirstConfiguration {
    bool seen = false;
};

// A returning engine's first configuration already has services; at the first deployment they come
// later, one by one.
Core returning_engine_announces(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, FirstConfiguration>(
        std::move(core), {},
        [](FirstConfiguration& first, Instant, const Input& input, Effects effects) {
            const auto* configure = from_controller<reference::protocol::Configure>(input);
            if (configure == nullptr || first.seen) {
                return effects;
            }
            first.seen = true;
            for (const auto& service : configure->configuration.services) {
                effects.emplace_back(effect::AnnounceAddress{service.vip});
            }
            return effects;
        });
}

}  // namespace

std::vector<Defect> announcement_defects() {
    return {
        {"no_gratuitous_arp", "an engine never announces an address that it takes",
         no_gratuitous_arp},
        {"late_gratuitous_arp", "an engine announces the addresses that it takes 5 s late",
         late_gratuitous_arp},
        {"returning_engine_announces",
         "an engine that returns announces every VIP, though its peer owns them",
         returning_engine_announces},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
