// SPDX-License-Identifier: Apache-2.0
// Situations that campaigns repeat: `holdfast chaos`, ci/cluster-trials.
#pragma once

#include "harness/property.h"

namespace holdfast::properties {

/// CHAOS: faults of every kind at random times, under API load.
harness::Property chaos_drill();
/// HA-CHAOS: a group of any mode, and faults of engines, hosts, gateways, servers and the
/// controller at random times.
harness::Property ha_chaos_drill();
/// LEADER-KILLS: the leader is killed while clients write.
harness::Property leader_kills_drill();
/// ALL-KILLED: every controller dies at once while clients write, by kill -9 or a power cut of the
/// disks.
harness::Property all_killed_drill();

}  // namespace holdfast::properties
