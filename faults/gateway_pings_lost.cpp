// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/filters.h"
#include "faults/kinds.h"
#include "faults/sides.h"

namespace holdfast::faults {

void describe(Form& form, GatewayPingsLost& fault) {
    form.target("target", fault.target);
    form.target("gateway", fault.gateway);
}

Injected inject_kind(const GatewayPingsLost& fault, World& world, const Roles& roles) {
    const auto nodes = resolve_all({fault.target}, roles);
    if (!nodes) {
        return nodes.error();
    }
    const auto gateways = resolve_all({fault.gateway}, roles);
    if (!gateways) {
        return gateways.error();
    }
    Injection injection;
    Filters filters(world, injection);
    for (const std::string& node : *nodes) {
        for (const std::string& gateway : *gateways) {
            const std::size_t cuts =
                cut(filters, world, node, gateway, std::nullopt, FrameMatch::Kind::icmp) +
                cut(filters, world, gateway, node, std::nullopt, FrameMatch::Kind::icmp);
            if (cuts == 0) {
                return failed(fmt::format("{} and {} share no segment", node, gateway));
            }
        }
    }
    return injection.finish(*nodes, filters.proof());
}

}  // namespace holdfast::faults
