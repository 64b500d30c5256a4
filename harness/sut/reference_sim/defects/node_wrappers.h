// SPDX-License-Identifier: Apache-2.0
// The shapes that defects of a controller node have.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "reference/cluster/core.h"

namespace holdfast::harness::sut::reference_sim::defects {

using NodeStep = std::function<reference::cluster::Effects(
    Instant now, const reference::cluster::Input& input, const reference::cluster::Core& sound)>;

/// A node whose every step `step` carries out, mostly by way of the sound node's.
inline reference::cluster::Core with_step(const reference::cluster::Core& core, NodeStep step) {
    return {core.start,
            [core, step = std::move(step)](Instant now, const reference::cluster::Input& input) {
                return step(now, input, core);
            },
            core.next_timeout};
}

/// The message of this kind that a node says or hears; null for anything else.
template <class Message>
const Message* said(const reference::cluster::Effect& effect) {
    const auto* send = std::get_if<reference::cluster::effect::SendToPeer>(&effect);
    return send == nullptr ? nullptr : std::get_if<Message>(&send->message);
}
template <class Message>
const Message* heard(const reference::cluster::Input& input) {
    const auto* from = std::get_if<reference::cluster::input::FromPeer>(&input);
    return from == nullptr ? nullptr : std::get_if<Message>(&from->message);
}

/// A request of a client (not of the node's own admin socket, unless `local` too); else null.
inline const reference::cluster::input::ApiRequest* request_in(
    const reference::cluster::Input& input, bool local) {
    const auto* asked = std::get_if<reference::cluster::input::ApiRequest>(&input);
    return asked != nullptr && (local || !asked->request.local) ? asked : nullptr;
}

}  // namespace holdfast::harness::sut::reference_sim::defects
