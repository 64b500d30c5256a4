// SPDX-License-Identifier: Apache-2.0
// Which changes of the configuration are refused because of what is there, and what else a change
// brings about.
#pragma once

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// Why this write is refused; empty: it is not. `old` is null for a new object. References are
/// resolved.
std::string objection(const SystemState& s, const model::ServiceEngineGroup* old,
                      const model::ServiceEngineGroup& wanted);
std::string objection(const SystemState& s, const model::ServiceEngine* old,
                      const model::ServiceEngine& wanted);
std::string objection(const SystemState& s, const model::VsVip* old, const model::VsVip& wanted);
std::string objection(const SystemState& s, const model::VirtualService* old,
                      const model::VirtualService& wanted);
std::string objection(const SystemState& s, const model::Pool* old, const model::Pool& wanted);
std::string objection(const SystemState& s, const model::VrfContext* old,
                      const model::VrfContext& wanted);
template <class T>
std::string objection(const SystemState&, const T*, const T&) {
    return "";
}

/// Why an object that nobody refers to may still not be deleted.
std::string objection_to_removal(const SystemState& s, const model::ServiceEngine& engine);
template <class T>
std::string objection_to_removal(const SystemState&, const T&) {
    return "";
}

/// After the write. `old` is null for a new object.
void follow_up(SystemState& s, const model::ServiceEngineGroup* old,
               const model::ServiceEngineGroup& now);
void follow_up(SystemState& s, const model::ServiceEngine* old, const model::ServiceEngine& now);
void follow_up(SystemState& s, const model::VirtualService* old, const model::VirtualService& now);
void follow_up(SystemState& s, const model::SeProperties* old, const model::SeProperties& now);
template <class T>
void follow_up(SystemState&, const T*, const T&) {}

/// After the removal.
void forget(SystemState& s, const model::ServiceEngineGroup& removed);
void forget(SystemState& s, const model::ServiceEngine& removed);
void forget(SystemState& s, const model::VirtualService& removed);
template <class T>
void forget(SystemState&, const T&) {}

}  // namespace holdfast::reference::controller
