// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

struct Duty {
    NodeService service;
    const char* sentence;
};

Duty duty_of(GatewayDead::How how) {
    switch (how) {
        case GatewayDead::How::no_forwarding:
            return {NodeService::ip_forwarding, "forwards IP"};
        case GatewayDead::How::no_arp:
            return {NodeService::arp_replies, "answers ARP"};
        case GatewayDead::How::no_icmp:
            return {NodeService::icmp_echo_replies, "answers ICMP echo"};
    }
    return {NodeService::ip_forwarding, "forwards IP"};
}

Result<std::string> prove_dead(const World& world, const std::vector<std::string>& nodes,
                               const Duty& duty) {
    for (const auto& node : nodes) {
        const auto on = world.service(node, duty.service);
        if (!on) {
            return on.error();
        }
        if (*on) {
            return failed(fmt::format("{} still {}", node, duty.sentence));
        }
    }
    return fmt::format("{} no longer {}", fmt::join(nodes, ", "), duty.sentence);
}

}  // namespace

void describe(Form& form, GatewayDead& fault) {
    auto how = static_cast<std::size_t>(fault.how);
    form.target("target", fault.target);
    form.choice("how", {"no_forwarding", "no_arp", "no_icmp"}, how);
    fault.how = static_cast<GatewayDead::How>(how);
}

Injected inject_kind(const GatewayDead& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const Duty duty = duty_of(fault.how);
    Injection injection;
    for (const auto& node : *nodes) {
        injection.act([&] { return world.set_service(node, duty.service, false); },
                      [&world, node, duty] { return world.set_service(node, duty.service, true); });
    }
    return injection.finish(
        *nodes, [&world, nodes = *nodes, duty] { return prove_dead(world, nodes, duty); });
}

}  // namespace holdfast::faults
