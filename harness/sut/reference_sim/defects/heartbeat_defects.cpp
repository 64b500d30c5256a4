// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "harness/sut/reference_sim/defects/engine_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::engine::Core;
using reference::engine::Effects;
using reference::engine::Input;
using reference::engine::ServiceEngineOptions;
using reference::protocol::Configure;
namespace effect = reference::engine::effect;
namespace input = reference::engine::input;

Core detection_on_first_miss(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& original) -> std::optional<Input> {
            const auto* configure = from_controller<Configure>(original);
            if (configure == nullptr) {
                return original;
            }
            Configure altered = *configure;
            altered.configuration.heartbeat_miss_limit = 1;
            return input::FromController{altered};
        });
}

/// A miss counter of its own, which only ever grows.
struct Tally {
    std::optional<reference::protocol::Peer> peer;
    Duration period{};
    std::uint32_t limit = 0;
    std::optional<Instant> last_heard;
    std::uint32_t misses = 0;
};

Core miss_counter_never_reset(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, Tally>(
        std::move(core), {}, [](Tally& tally, Instant now, const Input& input, Effects effects) {
            if (const auto* configure = from_controller<Configure>(input)) {
                const auto& peers = configure->configuration.peers;
                tally.peer = peers.empty() ? std::nullopt : std::optional(peers.front());
                tally.period = configure->configuration.heartbeat_period;
                tally.limit = configure->configuration.heartbeat_miss_limit;
            }
            if (!std::holds_alternative<input::FromPeer>(input)) {
                return effects;
            }
            if (tally.last_heard && tally.peer) {
                // Heartbeats that should have come since the last one, this one not counted.
                const auto periods = (now - *tally.last_heard + tally.period / 2) / tally.period;
                tally.misses += static_cast<std::uint32_t>(std::max<std::int64_t>(0, periods - 1));
                if (tally.misses >= tally.limit) {
                    effects.emplace_back(effect::SendToController{
                        reference::protocol::PeerSuspected{tally.peer->name, tally.misses}});
                    tally.misses = 0;
                }
            }
            tally.last_heard = now;
            return effects;
        });
}

}  // namespace

std::vector<Defect> heartbeat_defects() {
    return {
        {"detection_on_first_miss", "an engine suspects its peer at the first missed heartbeat",
         detection_on_first_miss},
        {"miss_counter_never_reset",
         "missed heartbeats add up for ever: an answer between them does not reset the counter",
         miss_counter_never_reset},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
