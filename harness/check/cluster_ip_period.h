// SPDX-License-Identifier: Apache-2.0
// CIP-8: the cluster IP is announced again and again.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// Whoever holds the cluster IP announces it with a gratuitous ARP once every
/// scenario::cluster_ip_period() after taking it, a tenth of that early or late at the most.
Checker cluster_ip_announced_again();

}  // namespace holdfast::harness::check
