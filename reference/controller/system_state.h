// SPDX-License-Identifier: Apache-2.0
// All that the controller knows: the configuration, the engines, and who is active for what. The
// files beside this one are functions on it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "reference/controller/cloud_port.h"
#include "reference/controller/committed.h"
#include "reference/controller/controller.h"
#include "reference/controller/event_log.h"
#include "reference/controller/oper_state.h"
#include "reference/controller/places.h"
#include "reference/controller/rebalancing.h"
#include "reference/controller/roster.h"
#include "reference/controller/store.h"
#include "reference/controller/unsettled.h"
#include "reference/controller/vip_scale.h"
#include "reference/failover/engine_liveness.h"
#include "reference/failover/planned_moves.h"

namespace holdfast::reference::controller {

using protocol::EngineName;

/// One life of an engine after the other, under one name.
struct Engine {
    EngineName name;
    std::string version;
    std::uint64_t boot_id = 0;
    std::optional<Instant> restarted{};  ///< began this life; none: known in no other
    Ipv4Address heartbeat_address;
    OperState health = OperState::OPER_UP;  ///< up, partitioned or down
    /// Down, and surely holding no address: its peer may take over.
    bool proved_dead = false;
    std::string down_reason;
    Emptying emptying = Emptying::idle;
    std::optional<ConnectionId> connection;
    failover::EngineLiveness liveness;
    std::optional<protocol::EngineConfiguration> sent;  ///< in this life, on this connection
    std::uint64_t applied = 0;                          ///< generation that it confirmed last
    std::set<EngineName> suspected_by;                  ///< peers that do not hear it now
    /// Peers that it surely sends heartbeats to: it has confirmed that it shall, and nobody has
    /// told it anything else since.
    std::set<EngineName> heartbeats_to{};
    /// It came (back) and has not confirmed its first configuration: no load goes to it yet.
    bool return_pending = false;
    bool data_path_up = true;        ///< as it says itself
    std::uint64_t ended_outage = 0;  ///< of its data path, as it says itself on this connection
    /// As it registered with them last.
    std::vector<InterfaceAddress> interfaces{};
    std::vector<Ipv4Address> default_gateways{};
    MacAddress data_link{};
    std::set<Ipv4Address> lost_gateways{};  ///< watched ones that do not answer it
    /// It has lost a gateway that its peer sees: when that is to have consequences.
    std::optional<Instant> worse_off_until{};

    bool up() const { return health == OperState::OPER_UP; }
    /// It can be told to take something, and clients will reach it there.
    bool can_take() const { return up() && connection && data_path_up; }
    bool confirmed() const { return sent && applied >= sent->generation; }
};

/// Where a floating address list is.
struct FloatingPlace {
    std::optional<EngineName> active;
    bool provisional = false;                ///< as of a service
    std::vector<model::IpAddr> addresses{};  ///< that are in force (FIP-9)
};
/// The two lists of a group.
using FloatingPlaces = std::array<FloatingPlace, 2>;

struct Connection {
    EngineName certified;
    bool registered = false;
};

struct SystemState {
    explicit SystemState(ControllerOptions the_options) : options(std::move(the_options)) {}

    ControllerOptions options;
    Instant now;
    Effects effects;      ///< of this step
    Unsettled unsettled;  ///< whose places and configurations have to be looked at again
    bool dirty = false;   ///< something that a restart must not forget has changed
    std::uint64_t services_looked_at = 0;  ///< to settle, judge or configure them, since the start

    Store store;
    std::set<std::pair<model::Kind, std::string>> factory_uuids;  ///< of objects that stay
    std::vector<Engine> engines;                                  ///< in order of registration
    Places services;
    Roster roster;
    std::map<std::string, FloatingPlaces> floating;  ///< by uuid of the group
    std::map<std::string, VipScale> scales;  ///< by uuid of the VsVip; none: as its group says
    std::map<ConnectionId, Connection> connections;
    failover::PlannedMoves moves;
    CloudPort cloud;
    Loads loads;
    EventLog events;
    std::uint64_t generation = 0;
    std::uint64_t uuids_drawn = 0;
    std::uint64_t objects_created = 0;
    Committed committed;
    std::set<std::string> refused_engines;  ///< told once in the log
    bool engines_unwatched = false;         ///< restored: watching begins with the first step
};

/// What Controller::step() does, on a state that is known.
Effects step(SystemState& s, Instant now, const Input& input);

// ---- questions

Engine* find_engine(SystemState& s, const EngineName& name);
const Engine* find_engine(const SystemState& s, const EngineName& name);
/// Its SE group; every engine has one.
const model::ServiceEngineGroup& group_of(const SystemState& s, const Engine& engine);
/// Engines of a group in order of registration: SE_1, SE_2.
std::vector<const Engine*> engines_of(const SystemState& s, const model::ServiceEngineGroup& group);
/// The other engine of a legacy pair; null: none registered yet.
Engine* peer_of(SystemState& s, const Engine& engine);
/// Engines that exchange heartbeats with this one, in order of registration. A pair: the other one.
/// An elastic group: primary and secondaries of a service; with self election all of a list,
/// because each has to know who in front of it lives.
std::vector<Engine*> peers_of(SystemState& s, const Engine& engine);
/// Is the engine in the list of a service of an elastic group?
bool lists(const ServicePlace& place, const EngineName& engine);
/// Where a floating list of the group is.
FloatingPlace floating_place(const SystemState& s, const model::ServiceEngineGroup& group,
                             std::size_t list);
/// The SE group that it is placed in.
const model::ServiceEngineGroup& group_of(const SystemState& s, const model::VirtualService& vs);
/// The uuid of its VsVip.
const std::string& vip_of(const SystemState& s, const model::VirtualService& vs);
/// What is being done to its instances now.
Scaling scaling_of(const SystemState& s, const model::VirtualService& vs);
/// How many engines a service of this elastic group starts on.
std::uint32_t instances_wanted(const model::ServiceEngineGroup& group);
/// How many this one should have: the group's and the operator's (PLC-21), at most
/// max_scaleout_per_vs.
std::uint32_t instances_wanted(const SystemState& s, const model::VirtualService& vs);
/// Enabled, with an enabled VIP.
bool wants_a_place(const SystemState& s, const model::VirtualService& vs);
/// Virtual services of a group that want a place, in order of creation.
std::vector<const model::VirtualService*> services_of(const SystemState& s,
                                                      const model::ServiceEngineGroup& group);
/// Those of them that have one.
std::vector<const model::VirtualService*> placed_in(const SystemState& s,
                                                    const model::ServiceEngineGroup& group);
/// Those that this engine knows: all that are placed in its pair, or those of whose list it is.
std::vector<const model::VirtualService*> services_on(const SystemState& s, const Engine& engine,
                                                      const model::ServiceEngineGroup& group);
failover::LivenessTimers liveness_timers(const SystemState& s,
                                         const model::ServiceEngineGroup& group);

// ---- acts

void send(SystemState& s, const Engine& engine, protocol::ToEngine message);
/// Writes into the event log and notes it.
void report(SystemState& s, std::string_view event_id, std::string_view object,
            std::string description);
/// The object was made, changed or removed: its record follows.
void touch(SystemState& s, model::Kind kind, const std::string& uuid);
std::string draw_uuid(SystemState& s, model::Kind kind);
/// "pool-" and a uuid made of this chance.
std::string uuid_from(Rng rng, model::Kind kind);
/// Microseconds for `_last_modified`.
std::int64_t stamp(const SystemState& s);

}  // namespace holdfast::reference::controller
