// SPDX-License-Identifier: Apache-2.0
// How punctual the testbed's own senders and its control flow were, from the clients' record.
#pragma once

#include "harness/history/history.h"
#include "harness/topology/topology.h"
#include "harness/workload/record.h"

namespace holdfast::harness::run {

/// Fills the sender's and the control flow's figures, of the time between the phases "baseline" and
/// "end". While a fault hits a node on the control flow's own path (client, gateway, observer), its
/// silence says nothing about the testbed and does not count.
void add_control_figures(history::FidelityRecorded& fidelity,
                         const workload::WorkloadRecord& record, const history::History& history,
                         const topology::Topology& topology);

}  // namespace holdfast::harness::run
