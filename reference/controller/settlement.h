// SPDX-License-Identifier: Apache-2.0
// Who is active for what: placement applied to the state, takeovers after a death, planned moves
// between living engines, and the states that follow from them.
#pragma once

#include "reference/controller/system_state.h"
#include "reference/placement/legacy_pair.h"

namespace holdfast::reference::controller {

/// Places what has no place and takes over what was on dead engines, as far as it is unsettled.
void settle(SystemState& s);

/// The engines of a placed service, the primary first; tells of those that come and go, and raises
/// the list's version (HDL-14).
void put_list(SystemState& s, const model::VirtualService& vs, const std::vector<EngineName>& list);

/// HDL-13: what this engine did by itself while nobody led holds. `active_services` is what it said
/// on registering; only services of groups with self election count, and only while their primary
/// is not connected.
void accept_self_election(SystemState& s, const Engine& engine,
                          const std::vector<protocol::ServiceName>& active_services);

/// Which of a group's services and floating lists a redistribution may move.
enum class MoveScope { all, provisional };
/// Moves towards the tag layout, release first. False: everything is there already.
bool begin_redistribution(SystemState& s, const model::ServiceEngineGroup& group, MoveScope scope,
                          const std::string& reason);
/// LEG-15, GW-15: load goes back to the layout of the tags once both engines of the pair are there,
/// confirmed, and see their gateways, if one of them has come back since.
void consider_return(SystemState& s, const model::ServiceEngineGroup& group);
/// Moves everything of a compacted group onto one engine.
void begin_gathering(SystemState& s, const model::ServiceEngineGroup& group,
                     const std::string& reason);
/// All that is active on `from` goes to its peer (LEG-30).
void begin_engine_switchover(SystemState& s, const Engine& from, const Engine& to,
                             const std::string& reason);
/// DET-11: what is active on an engine that has lost its data link goes to its peer, if that one
/// is better off.
void begin_relief(SystemState& s);
/// One service with the companions of its VIP, and the floating list if it was the last of its tag
/// (LEG-31).
void begin_service_switchover(SystemState& s, const model::VirtualService& vs, const Engine& from,
                              const Engine& to);

/// Services of one VIP in an elastic group get another primary, which is in their list.
void begin_list_move(SystemState& s, const std::vector<const model::VirtualService*>& services,
                     const EngineName& from, const EngineName& to, const std::string& reason);

/// `engine` confirmed what it was sent: moves away from it go on, load may come to it.
void confirmed(SystemState& s, Engine& engine);
/// Moves whose old engine did not confirm in time: the old assignment holds again.
void expire_moves(SystemState& s);
/// Moves from and to an engine that just went down.
void abandon_moves(SystemState& s, const Engine& engine);

/// It is on an engine that is not down.
bool has_engine(const SystemState& s, const ServicePlace& place);
/// Operational states and redundancy of the unsettled services, with their events.
void update_service_states(SystemState& s);

}  // namespace holdfast::reference::controller
