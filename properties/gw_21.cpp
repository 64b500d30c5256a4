// SPDX-License-Identifier: Apache-2.0
// A monitor for a gateway that is one hop behind the engines' own, without the subnet that leads to
// it; then the active engine loses that gateway, or both do.
#include "harness/check/control_plane.h"
#include "harness/check/gateway_probes.h"
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_21 {

namespace {

const char* const upstream_without_subnet =
    R"({"gateway_mon":[{"gateway_ip":{"addr":"198.18.2.254","type":"V4"}}]})";

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-21");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateway_beyond("upstream1");
    const Duration at = pair.some_time();
    pair.operation(at, refused_patch("vrfcontext", "global", upstream_without_subnet));
    pair.watch(1s);
    // Lost pings show on the wire only where somebody asks; a dead gateway shows by itself.
    if (draw.chance.chance(0.5)) {
        pair.loses_gateway(at + 1s, "active_of(vs1)", "upstream1", pair.gateway_loss_noticed());
    } else {
        pair.fault(at + 1s,
                   faults::GatewayDead{target("upstream1"), faults::GatewayDead::How::no_icmp},
                   pair.gateway_loss_noticed());
    }
    pair.watch(pair.gateway_return_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-21",
        .sentence = "A gateway several hops away needs the subnet that leads to it; with it and a "
                    "route it is monitored like any other",
        .source = "W:gw, API, V",
        .topology = "routed_gateways",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateways_asked_as_configured(),
                     harness::check::gateway_roles_hold(), harness::check::gateway_events_told(),
                     harness::check::refused(), harness::check::everything_answers_at_end()},
        .defects = {"routed_gateway_unasked", "routed_gateway_never_lost",
                    "refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::gw_21
