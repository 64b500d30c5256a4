// SPDX-License-Identifier: Apache-2.0
// Nodes that hold the cluster IP wrongly.
#include <optional>

#include "harness/sut/reference_sim/defects/node_defects.h"
#include "harness/sut/reference_sim/defects/node_wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::cluster::Core;
using reference::cluster::Effect;
using reference::cluster::Effects;
using reference::cluster::Input;
namespace effect = reference::cluster::effect;

Core cluster_ip_kept_after_step_down(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        std::erase_if(out, [](const Effect& effect) {
            return std::holds_alternative<effect::ReleaseClusterAddress>(effect);
        });
        for (Effect& effect : out) {
            if (auto* hold = std::get_if<effect::HoldClusterAddress>(&effect)) {
                hold->lease = 1h;
            }
        }
        return out;
    });
}

Core cluster_ip_not_announced(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        std::erase_if(out, [](const Effect& effect) {
            return std::holds_alternative<effect::AnnounceClusterAddress>(effect);
        });
        return out;
    });
}

// The announcements of a taken address come within 200 ms.
constexpr Duration taking_max = 1s;

/// Announced when it is taken, and then never again.
Core cluster_ip_announced_once(Core core) {
    auto taken = std::make_shared<std::optional<Instant>>();
    return with_step(core, [taken](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        std::erase_if(out, [&](const Effect& effect) {
            if (std::holds_alternative<effect::ReleaseClusterAddress>(effect)) {
                taken->reset();
            }
            if (!std::holds_alternative<effect::AnnounceClusterAddress>(effect)) {
                return false;
            }
            *taken = taken->value_or(now);
            return now - **taken > taking_max;
        });
        return out;
    });
}

}  // namespace

std::vector<Defect> cluster_address_defects() {
    return {
        {"cluster_ip_kept_after_step_down", "a node that leads no more keeps the cluster IP",
         nullptr, nullptr, cluster_ip_kept_after_step_down},
        {"cluster_ip_not_announced", "a new leader does not announce the cluster IP", nullptr,
         nullptr, cluster_ip_not_announced},
        {"cluster_ip_announced_once", "the cluster IP is announced when it is taken, and no more",
         nullptr, nullptr, cluster_ip_announced_once},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
