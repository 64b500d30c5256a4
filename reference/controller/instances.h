// SPDX-License-Identifier: Apache-2.0
// Over which engines of its list the flows of a service are spread (spec 3.13). An engine counts as
// soon as it has confirmed that it serves: a flow that came to it before would be refused.
#pragma once

#include <vector>

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// As one engine of the list is told: itself, the primary, and those that are ready. Empty where
/// nothing is spread: legacy groups, services with fewer source addresses than engines, engines
/// that cannot serve beside others.
std::vector<protocol::Instance> instances_of(const SystemState& s, const model::VirtualService& vs,
                                             const Engine& told);
/// Its engines serve beside each other, or will.
bool is_spread(const SystemState& s, const model::VirtualService& vs);

/// Gives each engine of its list an address of the service's own to speak to servers from, as long
/// as there is one; who has one keeps it (PLC-16).
void assign_sources(SystemState& s, const model::VirtualService& vs);
/// Those that the engine is to use: its own, or all in a pair, and where there is none for it.
std::vector<Ipv4Address> sources_of(const SystemState& s, const model::VirtualService& vs,
                                    const Engine& told);

/// The engine has what it was sent in force: it is ready for what it serves.
void note_ready(SystemState& s, const Engine& engine);
/// It serves nothing any more, and has to confirm anew.
void forget_ready(SystemState& s, const Engine& engine);

}  // namespace holdfast::reference::controller
