// SPDX-License-Identifier: Apache-2.0
// Engines and instances on the hosts of a cloud: AFF.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// AFF-1, AFF-2, AFF-4, AFF-9: each engine was asked for on a host with as few living engines of
/// the group as any that had room, leaving aside hosts on which one is dead or the last start
/// failed.
Checker engines_spread_over_hosts();
/// AFF-6, AFF-7: each engine was asked for where vcenter_hosts of the group permits it.
Checker hosts_as_permitted();
/// AFF-3: in settled times instances of a service are on different hosts, where as many hosts have
/// engines of the group. Services of one instance are no case of it.
Checker instances_on_different_hosts();

}  // namespace holdfast::harness::check
