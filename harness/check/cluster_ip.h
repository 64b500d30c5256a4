// SPDX-License-Identifier: Apache-2.0
// The address of the cluster as the management segment sees it.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// CIP-1, CIP-3, CIP-7: the intervals in which controllers answer for the cluster IP never overlap,
/// nobody else answers for it, and no controller that says it follows.
Checker one_cluster_ip_owner();
/// CIP-2: who answers for the cluster IP and did not before has announced it with a gratuitous ARP.
Checker cluster_ip_announced();

}  // namespace holdfast::harness::check
