// SPDX-License-Identifier: Apache-2.0
// Scale-out, scale-in and migration of the virtual services of a VIP in an elastic group (spec
// 3.13, 3.15): begun by an operator, carried on by what engines confirm, ended by an event.
#pragma once

#include <optional>
#include <string>

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// One instance more, on `to` if the operator named an engine, else wherever there is room
/// (SCL-17).
void begin_scale_out(SystemState& s, const model::VirtualService& vs,
                     const std::optional<EngineName>& to);
/// One instance less. If `from` is the primary, another one is promoted first (SCL-15).
void begin_scale_in(SystemState& s, const model::VirtualService& vs, const EngineName& from);
/// `to` becomes ready, then takes the place of `from` (MIG-1).
void begin_migration(SystemState& s, const model::VirtualService& vs, const EngineName& from,
                     const EngineName& to);

/// The next step of each, as far as engines have confirmed the one before.
void proceed_with_scalings(SystemState& s);
/// Those whose time is over: everything is as before (SCL-18).
void expire_scalings(SystemState& s);
std::optional<Instant> next_scaling_timeout(const SystemState& s);
/// After a restart each has its whole time again.
void watch_restored_scalings(SystemState& s);

/// A planned move of the service has taken place: its new engine is first in the list.
void promote(SystemState& s, const model::VirtualService& vs, const EngineName& primary);
/// A planned move from `from` was given up, and with it what it was a step of.
void scaling_move_failed(SystemState& s, const model::VirtualService& vs, const EngineName& from,
                         const std::string& why);

/// Why it cannot have one instance more, with the field; empty: it can.
std::string obstacle_to_scale_out(const SystemState& s, const model::VirtualService& vs);
/// Why an instance of it cannot migrate, wherever to; empty: it can.
std::string obstacle_to_migration(const SystemState& s, const model::VirtualService& vs);

/// Engines that may be given a new instance of the service, the least loaded first.
std::vector<EngineName> places_beside(const SystemState& s, const model::VirtualService& vs);

}  // namespace holdfast::reference::controller
