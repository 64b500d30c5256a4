// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/gateway_monitors.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace holdfast::reference::engine {

void GatewayMonitors::watch(Instant now, const std::vector<protocol::WatchedGateway>& gateways) {
    std::map<Ipv4Address, Gateway> wanted;
    for (const protocol::WatchedGateway& settings : gateways) {
        CHECK(settings.interval > 0ns, "gateway {} is asked without a pause",
              to_string(settings.gateway));
        const auto known = gateways_.find(settings.gateway);
        Gateway gateway = known == gateways_.end() ? Gateway{} : std::move(known->second);
        if (known == gateways_.end()) {
            gateway.next_question = now;
        }
        gateway.settings = settings;
        gateway.next_question = std::min(gateway.next_question, now + settings.interval);
        wanted.emplace(settings.gateway, std::move(gateway));
    }
    gateways_ = std::move(wanted);
}

void GatewayMonitors::hear(Ipv4Address address, std::uint16_t sequence) {
    const auto found = gateways_.find(address);
    if (found != gateways_.end() && found->second.sequence == sequence) {
        found->second.answered = true;
    }
}

// GW-3: what agrees with the belief ends the row of what speaks against it.
bool GatewayMonitors::judge(Gateway& gateway) {
    if (!gateway.asked) {
        return false;
    }
    const bool agrees = gateway.answered != gateway.lost;
    gateway.in_a_row = agrees ? 0 : gateway.in_a_row + 1;
    const std::uint32_t threshold =
        gateway.lost ? gateway.settings.success_threshold : gateway.settings.fail_threshold;
    if (gateway.in_a_row < threshold) {
        return false;
    }
    gateway.lost = !gateway.lost;
    gateway.in_a_row = 0;
    return true;
}

bool GatewayMonitors::on_timer(Instant now, Effects& out) {
    bool changed = false;
    for (auto& [address, gateway] : gateways_) {
        if (now < gateway.next_question) {
            continue;
        }
        changed = judge(gateway) || changed;
        // Late timers ask once, not as often as they were late: an engine that did not run has
        // missed no answer.
        gateway.next_question = now + gateway.settings.interval;
        gateway.asked = true;
        gateway.answered = false;
        ++gateway.sequence;
        out.emplace_back(effect::AskGateway{address, gateway.sequence});
    }
    return changed;
}

std::vector<Ipv4Address> GatewayMonitors::lost() const {
    std::vector<Ipv4Address> addresses;
    for (const auto& [address, gateway] : gateways_) {
        if (gateway.lost) {
            addresses.push_back(address);
        }
    }
    return addresses;
}

std::optional<Instant> GatewayMonitors::next_timeout() const {
    std::optional<Instant> next;
    for (const auto& [address, gateway] : gateways_) {
        next = std::min(next.value_or(Instant::never()), gateway.next_question);
    }
    return next;
}

}  // namespace holdfast::reference::engine
