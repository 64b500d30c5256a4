// SPDX-License-Identifier: Apache-2.0
// The shapes that defects of a controller node have.
#pragma once

#include <boost/json/fwd.hpp>
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

inline bool asks_cluster_runtime(const reference::cluster::Input& input) {
    const auto* asked = request_in(input, true);
    return asked != nullptr && asked->request.target.find("cluster/runtime") != std::string::npos;
}

/// PUT of /api/cluster; else null.
inline const reference::cluster::input::ApiRequest* cluster_put_in(
    const reference::cluster::Input& input) {
    const auto* asked = request_in(input, true);
    const bool put = asked != nullptr && asked->request.method == "PUT" &&
                     asked->request.target.starts_with("/api/cluster");
    return put ? asked : nullptr;
}

/// A node that tells something else of the cluster than it knows: `alter` changes the body of its
/// runtime.
reference::cluster::Core with_runtime(const reference::cluster::Core& core,
                                      std::function<void(boost::json::value&)> alter);

/// A node that answers these PUTs of /api/cluster with success and does nothing: `claims` is asked
/// with the time and the body.
reference::cluster::Core with_pretended_put(
    const reference::cluster::Core& core,
    std::function<bool(Instant now, const std::string& body)> claims);

}  // namespace holdfast::harness::sut::reference_sim::defects
