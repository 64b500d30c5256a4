// SPDX-License-Identifier: Apache-2.0
// Servers that nobody probes, and what clients meet at them.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// HM-6: while the pool has no monitor that probes, a server that a fault keeps from its clients is
/// not said to be down by anybody, and packets of clients go on being sent to it.
Checker clients_errors_mark_nothing_down();

/// HM-6: while clients cannot reach one of the servers and no monitor probes it, engines turn to it
/// first for at most three tenths of all connections, where all have equal shares otherwise.
Checker servers_that_fail_get_fewer();

}  // namespace holdfast::harness::check
