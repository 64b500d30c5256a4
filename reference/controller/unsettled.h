// SPDX-License-Identifier: Apache-2.0
// What has to be looked at again after a change: a write names the services that it may move, an
// event of an engine names its group. Everything else is settled and stays so.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "reference/model/kind.h"
#include "reference/model/service_engine_group.h"
#include "reference/model/virtual_service.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::controller {

struct Engine;
struct SystemState;

struct Unsettled {
    bool everything = false;
    std::set<std::string> groups;    ///< uuids; with all of their services and engines
    std::set<std::string> services;  ///< uuids

    // What follows from the services.
    std::set<std::string> their_groups;            ///< uuids
    std::set<std::string> their_placed_groups;     ///< those in which one has or had a place
    std::set<protocol::EngineName> their_engines;  ///< of elastic groups: now and before

    bool any() const { return everything || !groups.empty() || !services.empty(); }
    bool whole(const std::string& group) const { return everything || groups.contains(group); }
};

/// An object of this kind was made, changed or removed.
void unsettle_object(SystemState& s, model::Kind kind, const std::string& uuid);
/// An engine came, went, or confirmed something: all services of its group are concerned.
void unsettle_group(SystemState& s, const Engine& engine);
void unsettle_group(SystemState& s, const model::ServiceEngineGroup& group);
/// The place of a service has changed: it is filed anew.
void moved(SystemState& s, const std::string& service);

/// May this engine need another configuration?
bool concerns(const SystemState& s, const Engine& engine, const model::ServiceEngineGroup& group);
/// The services of a group that settling it has to look at, in order of creation: with every engine
/// as it was, those that are not placed stay so, except the unsettled ones.
std::vector<const model::VirtualService*> services_to_settle(
    const SystemState& s, const model::ServiceEngineGroup& group);
/// Services whose state may have changed, in order of creation.
std::vector<const model::VirtualService*> services_to_judge(const SystemState& s);

}  // namespace holdfast::reference::controller
