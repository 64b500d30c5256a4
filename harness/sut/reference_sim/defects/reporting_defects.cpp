// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::controller::Core;
using reference::controller::Effect;
using reference::controller::Effects;
using reference::controller::Input;
namespace effect = reference::controller::effect;
namespace input = reference::controller::input;

/// The events are never shown; of those with a `description` only the ones that say this.
Core hide_event(Core core, const std::string& event_id, const std::string& description = "") {
    return alter_effects<Core, Effects, Input, Nothing>(
        std::move(core), {},
        [event_id, description](Nothing&, Instant, const Input& input, Effects effects) {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            if (request == nullptr || last_word(request->path) != "events") {
                return effects;
            }
            for (Effect& effect : effects) {
                if (auto* response = std::get_if<effect::ApiResponse>(&effect)) {
                    response->body = without_event(response->body, event_id, description);
                }
            }
            return effects;
        });
}

Core heartbeat_loss_unreported(Core core) {
    return hide_event(std::move(core), "SE_DP_HB_FAILED");
}
Core standby_loss_unreported(Core core) {
    return hide_event(std::move(core), "VS_SE_HA_COMPROMISED");
}
Core shortage_unreported(Core core) {
    return hide_event(std::move(core), "VS_SE_HA_COMPROMISED", " instances");
}

Core buffer_use_unreported(Core core) {
    return hide_event(std::move(core), "VS_SE_HA_COMPROMISED", "free places");
}
Core awaiting_service_unreported(Core core) {
    return hide_event(std::move(core), "VS_AWAITING_SE");
}

Core lost_controller_not_reported(Core core) {
    return hide_event(std::move(core), "CONTROLLER_NODE_LEFT");
}
Core failover_not_reported(Core core) {
    return hide_event(std::move(core), "CONTROLLER_LEADER_FAILOVER");
}

Core recovery_unreported(Core core) {
    return hide_event(std::move(core), "SE_UP");
}
Core takeover_end_unreported(Core core) {
    return hide_event(std::move(core), "VS_UP");
}

}  // namespace

std::vector<Defect> reporting_defects() {
    return {
        {"heartbeat_loss_unreported", "lost heartbeats between engines are not reported", nullptr,
         heartbeat_loss_unreported},
        {"standby_loss_unreported",
         "a pair that lost its standby does not report the loss of high availability", nullptr,
         standby_loss_unreported},
        {"shortage_unreported",
         "a service that lacks one of its instances does not report the loss of high availability",
         nullptr, shortage_unreported},
        {"buffer_use_unreported",
         "a group that uses the places that it should keep free does not report it", nullptr,
         buffer_use_unreported},
        {"awaiting_service_unreported", "a service that waits long for an engine is not reported",
         nullptr, awaiting_service_unreported},
        {"lost_controller_not_reported", "a controller that is gone is not reported", nullptr,
         lost_controller_not_reported},
        {"recovery_unreported", "an engine that came back is not reported", nullptr,
         recovery_unreported},
        {"takeover_end_unreported", "a service that is up again is not reported", nullptr,
         takeover_end_unreported},
        {"failover_not_reported", "a change of the leader is not reported", nullptr,
         failover_not_reported},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
