// SPDX-License-Identifier: Apache-2.0
// Native scaling, judged from packets: over whom flows are spread, and what becomes of each when
// engines come, leave and die. In the scenarios an operator scales or migrates one service at a
// time, and faults are far enough apart to be judged one by one.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// SCL-2, SCL-6: in settled times every engine of a service's list answers some of its flows,
/// wherever there are four flows or more for each.
Checker every_instance_serves();
/// SCL-6: while processor_busy keeps an engine of a list busy, it serves some of the flows that
/// begin, and at most six tenths of an even share of them; everybody else serves some too. Judged
/// from `load_told_max` after the fault on, where there are at least `flows_to_share`.
Checker new_flows_follow_load();
inline constexpr Duration load_told_max = 1500ms;
inline constexpr std::size_t flows_to_share = 60;
/// SCL-2: a flow that another engine answers than the one that the client sends to was handed on to
/// it by that one, unchanged.
Checker secondaries_get_flows_from_primary();
/// SCL-4: engines answer clients themselves; no answer goes to another engine.
Checker secondaries_answer_directly();
/// SCL-5: in settled times what other engines than the owner of the VIP answer goes to that one,
/// which passes it on, unchanged.
Checker answers_pass_primary();
/// SCL-3: what an engine sends to servers comes from an address of its own. The situation: several
/// engines did.
Checker own_address_towards_servers();

/// PLC-16: after the last change of the service's snat_ip each engine speaks to servers from one of
/// those addresses, no two from the same. The situation: several engines did.
Checker one_source_address_per_engine();
/// SCL-19: in every settled time that is long enough for two pings, each engine of a service's list
/// pings each of its servers.
Checker every_instance_monitors();

/// Flows of an engine that nothing has happened to stay on it, their connections are not broken,
/// and their probes are lost at most until budgets.failover where the VIP had to move, and not at
/// all where not.
/// SCL-7: after scale-outs.
Checker flows_survive_scale_out();
/// SCL-8, ELA-4: after an engine died that did not own the VIP.
Checker flows_survive_death_of_secondary();
/// SCL-10, SCL-12: after the owner died. The new owner hands what is not its own to whoever
/// answered it before, and to nobody else.
Checker flows_survive_death_of_primary();

/// SCL-8: after an engine died, and heartbeats had time to tell, no flow that begins is handed to
/// it.
Checker dead_engine_gets_no_new_flow();
/// ELA-3: after an engine of a list died, and its primary has noticed, no connection that begins
/// fails: heartbeats tell a primary of a secondary, and budgets.failover passes where the primary
/// itself died.
Checker new_connections_succeed_once_noticed();
/// SCL-9: after the owner died the VIP has one new owner, and no second one until the next fault.
Checker one_engine_is_promoted();
/// SCL-11: connections of the dead engine are reset when their next packet comes, within
/// budgets.failover and the client's own patience; its probe flows are answered by another engine.
Checker flows_of_dead_engine_end();

/// SCL-14: from an accepted scale-in on the leaving engine gets no flow that begins; what it serves
/// goes on for vs_scalein_timeout, and is then reset or answered by another engine.
Checker leaving_engine_drains();
/// MIG-1: the target serves before it owns the VIP, the source serves what it had for
/// vs_scalein_timeout after that, and then leaves the list. MIG-3: connections that are older are
/// ended then.
Checker migration_in_order();
/// MIG-2: no connection that begins after an accepted request fails.
Checker new_connections_succeed();
/// MIG-5: the source dies, and the migration ends with the service on its target alone.
Checker migration_outlives_source();

}  // namespace holdfast::harness::check
