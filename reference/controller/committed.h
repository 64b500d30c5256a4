// SPDX-License-Identifier: Apache-2.0
// The records of what is not an object, in the form in which they are compared and written.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/address.h"
#include "reference/controller/cloud_port.h"
#include "reference/controller/oper_state.h"
#include "reference/controller/vip_scale.h"
#include "reference/model/addresses.h"
#include "reference/model/kind.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::controller {

struct SavedEngine {
    protocol::EngineName name;
    std::string version;
    std::uint64_t boot_id = 0;
    Ipv4Address heartbeat_address;
    OperState health = OperState::OPER_UP;
    bool proved_dead = false;
    std::string down_reason;
    std::vector<protocol::EngineName> heartbeats_to;
    Emptying emptying = Emptying::idle;
    MacAddress data_link;
    bool operator==(const SavedEngine&) const = default;
};
BOOST_DESCRIBE_STRUCT(SavedEngine, (),
                      (name, version, boot_id, heartbeat_address, health, proved_dead, down_reason,
                       heartbeats_to, emptying, data_link))

struct SavedSource {
    protocol::EngineName engine;
    Ipv4Address address;
    bool operator==(const SavedSource&) const = default;
};
BOOST_DESCRIBE_STRUCT(SavedSource, (), (engine, address))

struct SavedPlace {
    std::optional<protocol::EngineName> active;
    std::vector<protocol::EngineName> engines;
    std::uint64_t list_version = 0;
    std::vector<protocol::EngineName> ready;
    std::vector<SavedSource> sources;
    bool provisional = false;
    OperState oper = OperState::OPER_RESOURCES;
    bool redundant = false;
    bool taken_over = false;
    bool operator==(const SavedPlace&) const = default;
};
BOOST_DESCRIBE_STRUCT(SavedPlace, (),
                      (active, engines, list_version, ready, sources, provisional, oper, redundant,
                       taken_over))

struct SavedFloatingList {
    std::optional<protocol::EngineName> active;
    bool provisional = false;
    std::vector<model::IpAddr> addresses;
    bool operator==(const SavedFloatingList&) const = default;
};
BOOST_DESCRIBE_STRUCT(SavedFloatingList, (), (active, provisional, addresses))

struct SavedSystem {
    std::uint32_t format = 0;
    std::uint64_t generation = 0;
    std::uint64_t uuids_drawn = 0;
    std::uint64_t objects_created = 0;
    bool operator==(const SavedSystem&) const = default;
};
BOOST_DESCRIBE_STRUCT(SavedSystem, (), (format, generation, uuids_drawn, objects_created))

/// What the records say, as far as it is compared; and the objects that were written since.
struct Committed {
    std::map<std::string, SavedEngine> engines;
    std::map<std::string, SavedPlace> places;  ///< by uuid
    std::map<std::string, SavedFloatingList> floating;
    std::map<std::string, SavedScale> scales;
    SavedCloud cloud;
    SavedSystem system;
    std::uint64_t last_event = 0;
    std::set<std::pair<model::Kind, std::string>> touched;  ///< objects, by uuid
};

}  // namespace holdfast::reference::controller
