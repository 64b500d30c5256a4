// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/routing.h"

#include <utility>

namespace holdfast::reference::engine {
namespace {

effect::SetRouting routing_of(const protocol::EngineConfiguration& wanted) {
    effect::SetRouting routing{wanted.enable_routing, wanted.virtual_mac, {}};
    if (wanted.virtual_mac) {
        routing.addresses = wanted.floating_ips;
    }
    return routing;
}

}  // namespace

void Routing::begin(const protocol::EngineConfiguration& wanted, Effects& out) {
    effect::SetRouting routing = routing_of(wanted);
    if (routing != now_ && (routing.forward || routing.virtual_mac)) {
        now_ = std::move(routing);
        out.emplace_back(now_);
    }
}

void Routing::end(const protocol::EngineConfiguration& wanted, Effects& out) {
    if (routing_of(wanted) != now_) {
        now_ = routing_of(wanted);
        out.emplace_back(now_);
    }
}

}  // namespace holdfast::reference::engine
