// SPDX-License-Identifier: Apache-2.0
// Field names of a history's events, as base/json.h wants them. Heavy: for json_line.cpp only.
#pragma once

#include "base/json.h"
#include "harness/history/event.h"

namespace holdfast::harness::workload {
BOOST_DESCRIBE_STRUCT(ProbeReply, (), (sequence, received))
BOOST_DESCRIBE_STRUCT(ProbeFlow, (),
                      (id, service, source, source_port, destination, destination_port, interval,
                       sent, replies))
BOOST_DESCRIBE_ENUM(Connection::End, open, closed, refused, reset, timed_out)
BOOST_DESCRIBE_STRUCT(Connection, (),
                      (id, service, source_port, kept, opened, established, answered, ended, end))
BOOST_DESCRIBE_ENUM(ApiCall::Operation, create, write, read, remove)
BOOST_DESCRIBE_ENUM(ApiCall::Outcome, ok, fail, info)
BOOST_DESCRIBE_STRUCT(ApiCall, (),
                      (id, client, through, operation, object, value, invoked, completed, outcome,
                       status, message))
}  // namespace holdfast::harness::workload

namespace holdfast::harness::history {
BOOST_DESCRIBE_STRUCT(RunBegan::NodeInterface, (), (node, segment, mac, address))
BOOST_DESCRIBE_STRUCT(RunBegan, (), (testbed, sut, seed, epoch, interfaces))
BOOST_DESCRIBE_STRUCT(PhaseBegan, (), (phase))
BOOST_DESCRIBE_ENUM(OperationEvent::Type, invoke, ok, fail, info)
BOOST_DESCRIBE_STRUCT(OperationEvent, (), (id, operation, type, message, status))
BOOST_DESCRIBE_STRUCT(FaultEvent, (), (index, phase, before, fault, nodes, detail))
BOOST_DESCRIBE_STRUCT(SystemEvent, (), (event_id, object, description))
BOOST_DESCRIBE_STRUCT(ServiceRuntime, (),
                      (name, oper_state, active, standby, se_list, se_list_version))
BOOST_DESCRIBE_STRUCT(EngineRuntime, (), (name, oper_state, connected, active_tags, gateway_up))
BOOST_DESCRIBE_STRUCT(RuntimeObserved, (), (services, engines))
BOOST_DESCRIBE_STRUCT(ControllerNode, (), (name, role, state, up_since))
BOOST_DESCRIBE_STRUCT(ClusterObserved, (),
                      (asked, answered, cluster_state, progress, nodes, before_until))
BOOST_DESCRIBE_ENUM(CloudActed::Act, asked, started, refused, told_to_remove, removed, host_failed,
                    rebooted)
BOOST_DESCRIBE_STRUCT(CloudActed, (), (act, machine, host, se_group))
BOOST_DESCRIBE_STRUCT(FlowRecorded, (), (flow))
BOOST_DESCRIBE_STRUCT(ApiCallRecorded, (), (call))
BOOST_DESCRIBE_STRUCT(ConnectionRecorded, (), (connection))
BOOST_DESCRIBE_STRUCT(FidelityRecorded, (),
                      (capture_drops, sender_gap_max, control_lost, control_gap_max,
                       scheduler_delay_max, starved_max))
BOOST_DESCRIBE_STRUCT(Trouble, (), (what))
}  // namespace holdfast::harness::history
